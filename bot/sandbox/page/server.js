// Asking the sandbox, and telling it what a person does.
import { byId } from "./dom.js";

const LOOK_ENDS = 10_000; // milliseconds: looks come one after the other, and one that hangs must not hold the next for ever

export async function look(query) {
  const asked = Object.fromEntries(Object.entries(query).filter(([, value]) => value));
  const answer = await fetch(`/sandbox/look?${new URLSearchParams(asked)}`, { signal: AbortSignal.timeout(LOOK_ENDS) });
  if (!answer.ok) throw new Error(`look: ${answer.status}`);
  return answer.json();
}

async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  return answer.json();
}

// What Slack's client says in place of its code words.
const SAID = {
  operation_timeout: "The app did not answer in time. Try again; if it stays so, see whether the bot runs.",
  dispatch_failed: "The app did not take that. Is the bot running?",
  already_reacted: "You have put that there already.",
  already_pinned: "It is pinned already.",
};

export async function act(person, verb, more = {}) {
  let said;
  try {
    said = await post("/sandbox/act", { as: person, do: verb, ...more });
  } catch {
    said = { ok: false, error: "The sandbox does not answer. Is it still running in the terminal?" };
  }
  if (!said.ok && said.error) toast(SAID[said.error] ?? said.error);
  return said;
}

export const read = (person, channel) => post("/sandbox/read", { as: person, channel }).catch(() => {});

let fading;
export function toast(words) {
  const shown = byId("toast");
  shown.textContent = words;
  shown.hidePopover();
  shown.showPopover(); // over an open dialog too
  shown.classList.add("shown");
  clearTimeout(fading);
  fading = setTimeout(() => shown.classList.remove("shown"), 5000);
}

// For those who listen instead of looking: said once, politely.
export function announce(words) {
  const box = byId("announcer");
  box.textContent = "";
  requestAnimationFrame(() => { box.textContent = words; });
}
