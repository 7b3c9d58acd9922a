// Ctrl+K (⌘K): go to a channel or a person by a part of the name.
import { byId, el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { avatar, city } from "./people.js";
import { appChannel, channels, state } from "./state.js";

const SHOWN = 9;
const dialog = byId("jump");
let go = () => {};
let found = [];
let at = 0;

const words = el("input", {
  type: "text", ariaLabel: "Go to", placeholder: "Go to a channel or a person", autocomplete: "off", oninput: draw, onkeydown: pressed,
  "aria-autocomplete": "list", "aria-controls": "jump-list",
});
const list = el("div", { id: "jump-list", className: "offers", role: "listbox", ariaLabel: "Places" });
dialog.append(words, list);

export function beginJump(goes) {
  go = goes;
  addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    if (document.querySelector("dialog[open]")) return;
    words.value = "";
    draw();
    dialog.showModal();
    words.focus();
  });
}

// What waits comes first, then what begins so, then what has it inside.
function places() {
  const rooms = channels().filter((one) => one.kind !== "im" && !one.archived).map((one) => ({
    name: one.name, rank: one.member && one.calls ? -2 : one.member && one.unread ? -1 : 0, to: { channel: one.id },
    mark: icon(one.kind === "public_channel" ? "hash" : "lock"), about: one.member ? "" : "not joined",
  }));
  const people = state.people.filter((one) => one.id !== state.me).map((one) => ({
    name: one.real_name, rank: 0, to: { talk: one.id }, mark: avatar(one.id, "tiny"), about: city(one),
  }));
  const app = { name: state.app.name, rank: appChannel()?.calls ? -2 : 0, to: { app: true }, mark: avatar(state.app.user, "tiny"), about: "app" };
  return [...rooms, app, ...people];
}

function draw() {
  const typed = words.value.trim().toLowerCase().replace(/^[#@]/, "");
  const rank = (one) => one.rank + (one.name.toLowerCase().startsWith(typed) ? 0 : 10);
  found = places().filter((one) => one.name.toLowerCase().includes(typed)).sort((a, b) => rank(a) - rank(b)).slice(0, SHOWN);
  fill(list, found.map((one, index) => el("div", { role: "option", id: `jump-${index}`, onclick: () => leave(index) },
    one.mark, el("strong", {}, one.name), el("span", {}, one.about))));
  if (!found.length) list.replaceChildren(el("p", { className: "note" }, "Nothing is called so."));
  choose(0);
}

function choose(index) {
  if (!found.length) return;
  at = (index + found.length) % found.length;
  [...list.children].forEach((node, n) => node.setAttribute("aria-selected", String(n === at)));
  list.children[at].scrollIntoView({ block: "nearest" });
  words.setAttribute("aria-activedescendant", `jump-${at}`);
}

function pressed(event) {
  const does = { ArrowDown: () => choose(at + 1), ArrowUp: () => choose(at - 1), Enter: () => leave(at) }[event.key];
  if (!does) return;
  event.preventDefault();
  does();
}

function leave(index) {
  if (!found[index]) return;
  dialog.close();
  go({ ...found[index].to, thread: "" });
}
