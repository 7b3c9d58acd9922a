// My telephone: text messages as bubbles, a call that rings, keys to press, and what the voice says as text.
import { byId, el, fill } from "./dom.js";
import { busy } from "./elements.js";
import { icon } from "./icons.js";
import { act, announce } from "./server.js";
import { person, state } from "./state.js";

const box = byId("telephone");
const button = byId("phone-button");
const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const HOW = { voicemail: "Missed call, voicemail", "no-answer": "Missed call", busy: "Call declined", failed: "Missed call", completed: "Call" };

const open = new Set(); // whose telephone lies on the table
const known = new Map(); // by person: the newest thing that made it show itself
let drawn = "";
let said = "";

export function drawTelephone() {
  const mine = state.telephone;
  button.hidden = !mine;
  if (!mine) { box.hidden = true; drawn = ""; return; }
  showsItself(mine);
  const here = open.has(state.me);
  box.hidden = !here;
  drawButton(mine, here);
  if (!here) { drawn = ""; return; }
  speak(mine);
  const sign = JSON.stringify([state.me, mine]);
  if (sign === drawn) return;
  drawn = sign;
  const log = box.querySelector(".texts");
  const last = log?.lastElementChild?.dataset.key;
  const inside = box.contains(document.activeElement);
  fill(box, head(mine), mine.call ? call(mine.call) : thread(mine));
  if (inside && !box.contains(document.activeElement)) focusInside(); // what was pressed is gone with its screen
  const now = box.querySelector(".texts");
  if (now && (now !== log || now.lastElementChild?.dataset.key !== last)) now.scrollTop = now.scrollHeight;
  const voice = box.querySelector(".voice");
  if (voice) voice.scrollTop = voice.scrollHeight; // what it says now
  if (mine.unread && document.visibilityState === "visible") act(state.me, "phone_read");
}

// It slides in when something new comes; what was put away stays away until then.
function showsItself(mine) {
  const newest = mine.call?.id ?? (mine.unread ? mine.items.findLast((item) => item.kind === "sms" && !item.mine)?.id : "");
  if (newest && known.get(state.me) !== newest) open.add(state.me);
  if (newest) known.set(state.me, newest);
}

function drawButton(mine, here) {
  const count = mine.unread + (mine.call?.rings ? 1 : 0);
  const label = `Telephone${mine.call?.rings ? ", it rings" : count ? `, ${count} new` : ""}`;
  button.setAttribute("aria-expanded", String(here));
  button.setAttribute("aria-label", label);
  button.title = label;
  fill(button, icon("phone"), count && !here ? el("span", { className: "badge", ariaHidden: "true" }, String(count)) : null);
}

// For those who listen: each new thing once.
function speak(mine) {
  const item = mine.items.at(-1);
  const words = mine.call?.rings ? `The telephone rings: ${mine.call.caller}` : mine.call ? mine.call.heard.at(-1) ?? "" : item && !item.mine ? item.text : "";
  const key = `${state.me} ${mine.call?.id ?? item?.id} ${words}`;
  if (!words || said === key) return;
  if (said || mine.call || mine.unread) announce(words);
  said = key;
}

function head(mine) {
  return el("header", {},
    el("h2", {}, `${person().real_name.split(" ")[0]}’s phone`, " ", el("span", { className: "note" }, mine.number)),
    el("button", { type: "button", className: "plain", ariaLabel: "Put the phone away", title: "Put it away", onclick: putAway }, icon("close")));
}

// ---- messages

function thread(mine) {
  return el("div", { className: "screen", dataset: { key: "thread" } },
    el("div", { className: "texts", role: "log", ariaLive: "off", tabIndex: 0, ariaLabel: "Text messages" },
      mine.items.length ? mine.items.map(bubble) : el("p", { className: "note empty" }, "No messages yet. When Slack can’t bring a page, it comes here.")),
    el("form", { className: "reply", onsubmit: reply },
      el("input", { name: "text", autocomplete: "off", maxLength: 160, ariaLabel: "Text message", placeholder: "Text message" }),
      el("button", { type: "submit", className: "send", ariaLabel: "Send the text message" }, icon("send"))));
}

function bubble(item) {
  const at = el("time", { dateTime: item.at, className: "note" }, time(item.at));
  if (item.kind === "call") {
    return el("div", { className: "called", dataset: { key: item.id } },
      el("span", {}, icon("phone"), HOW[item.how] ?? "Call", item.pressed ? `, pressed ${item.pressed}` : "", " ", at),
      item.text ? el("q", {}, item.text) : null);
  }
  return el("div", { className: item.mine ? "bubble mine" : "bubble", dataset: { key: item.id } },
    el("span", { className: "unseen" }, item.mine ? "You: " : "They: "), el("span", { className: "lines" }, item.text), at);
}

const time = (at) => new Intl.DateTimeFormat(person().hours24 ? "en-GB" : "en-US", {
  timeZone: person().tz, hour: person().hours24 ? "2-digit" : "numeric", minute: "2-digit", hour12: !person().hours24,
}).format(new Date(at));

async function reply(event) {
  event.preventDefault();
  const field = event.currentTarget.elements.text;
  const text = field.value.trim();
  if (!text) return;
  field.value = "";
  await act(state.me, "phone_reply", { text });
}

// ---- a call

function call(one) {
  return one.rings ? ringing(one) : spoken(one);
}

const doing = (verb) => (event) => busy(event.currentTarget, () => act(state.me, verb));

function ringing(one) {
  return el("div", { className: "screen ringing", dataset: { key: `rings ${one.id}` } },
    el("div", { className: "caller" }, el("span", { className: "shakes" }, icon("phone")), el("strong", {}, state.app.name), el("span", { className: "note" }, one.caller)),
    el("div", { className: "ends" },
      el("button", { type: "button", className: "danger", onclick: doing("phone_decline") }, "Decline"),
      el("button", { type: "button", className: "primary", onclick: doing("phone_answer") }, "Answer")));
}

function spoken(one) {
  return el("div", { className: "screen spoken", dataset: { key: `speaks ${one.id}` } },
    el("div", { className: "voice", role: "log", ariaLive: "off", tabIndex: 0, ariaLabel: "What the voice says" }, one.heard.map((words) => el("p", {}, words))),
    el("p", { className: "pressed note" }, one.pressed ? `Pressed ${one.pressed}` : "Press a key to answer."),
    el("div", { className: "keypad", role: "group", ariaLabel: "Keys", onkeydown: typed },
      KEYS.map((key) => el("button", { type: "button", dataset: { press: key }, onclick: () => press(key) }, key))),
    el("button", { type: "button", className: "danger hang-up", onclick: doing("phone_hang_up") }, "Hang up"));
}

const press = (key) => act(state.me, "phone_press", { keys: key });

function typed(event) {
  if (!KEYS.includes(event.key)) return;
  event.preventDefault();
  press(event.key);
}

// ---- on the table and off it

function putAway() {
  open.delete(state.me);
  drawTelephone();
  button.focus();
}

const focusInside = () => box.querySelector("input, .primary, .keypad button")?.focus();

button.onclick = () => {
  if (open.has(state.me)) { putAway(); return; }
  open.add(state.me);
  drawTelephone();
  focusInside();
};
box.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.stopPropagation();
  putAway();
});
document.addEventListener("visibilitychange", () => { drawn = ""; drawTelephone(); });
