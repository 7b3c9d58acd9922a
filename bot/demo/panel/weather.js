// Trouble on demand: how Slack is, and a bot that can be killed; with what the bot does about it.
const HOW = { running: "running", starting: "starting", dead: "dead" };
const ERRORS = { ratelimited: "429", http_500: "500", reset: "cut off", hang: "no answer" };

export function weather({ el, act }) {
  const skies = el("div", { className: "demo-buttons", role: "group", ariaLabel: "Slack is" });
  const expect = el("p", { className: "demo-expect" });
  const state = el("dl", { className: "demo-facts" });
  const told = el("p", { className: "demo-said", role: "status" });
  const kill = el("button", { type: "button", className: "danger", onclick: () => turn("kill") }, "Kill the bot");
  const restart = el("button", { type: "button", onclick: () => turn("restart") }, "Start it again");
  let drawn = "";

  async function turn(what) {
    told.textContent = what === "kill" ? "Killing …" : "Starting …";
    told.textContent = await act("/demo/bot", { act: what });
  }

  function show(seen) {
    const now = JSON.stringify([seen.weather, seen.bot]);
    if (now === drawn) return;
    drawn = now;
    drawSkies(seen.weather);
    const { life, health, waiting, oldest_seconds: oldest, refused, told: words } = seen.bot;
    const facts = [["The bot", health ? `${HOW[life]}, ${health.status}${health.slack === "ok" ? "" : `: Slack ${health.slack}`}` : HOW[life]],
      ["Waits to be told", waiting ? `${waiting}, the oldest for ${Math.round(oldest ?? 0)} s` : "nothing"],
      ["Slack refused", Object.entries(refused).map(([error, times]) => `${ERRORS[error] ?? error} ×${times}`).join(", ") || "nothing in the last minute"]];
    state.replaceChildren(...facts.flatMap(([term, fact]) => [el("dt", {}, term), el("dd", {}, fact)]));
    kill.setAttribute("aria-disabled", String(life === "dead"));
    restart.setAttribute("aria-disabled", String(life !== "dead"));
    if (words) told.textContent = words;
  }

  function drawSkies({ sky, skies: all }) {
    const focused = skies.contains(document.activeElement) ? document.activeElement.dataset.sky : "";
    skies.replaceChildren(...all.map((one) => {
      const button = el("button", { type: "button", dataset: { sky: one.sky }, title: one.expect, onclick: () => act("/demo/weather", { sky: one.sky }) }, one.label);
      button.setAttribute("aria-pressed", String(one.sky === sky));
      return button;
    }));
    if (focused) skies.querySelector(`[data-sky="${focused}"]`)?.focus();
    expect.textContent = all.find((one) => one.sky === sky).expect;
  }

  return { node: el("div", {}, skies, expect, state, el("div", { className: "demo-buttons", role: "group", ariaLabel: "The bot" }, kill, restart), told), show };
}
