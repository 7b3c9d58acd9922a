// The middle: what is over the messages (name, topic, links, pins, tabs of the app), the messages, or the app's home.
import { OPENS_MENU } from "./buttons.js";
import { byId, el, fill } from "./dom.js";
import { blocks } from "./blocks.js";
import { nameOf } from "./channels.js";
import { icon } from "./icons.js";
import { Log } from "./log.js";
import { menu } from "./menu.js";
import { avatar, city, isNight, localTime } from "./people.js";
import { act } from "./server.js";
import { channel, channels, isApp, messagesOf, person, place, roomOf, state } from "./state.js";
import { link, placeOf, rich, wordsOf } from "./text.js";

let log = null;
let here = {}; // what the page lets a room do: go, older, editor

export function beginRoom(does) {
  here = does;
  log = new Log(byId("messages"), { older: does.older });
}

export const atBottom = () => log.atBottom;
export const toBottom = () => log.toBottom();

export function drawRoom(fresh) {
  const at = place();
  const one = channel();
  byId("messages").hidden = at.home || !one;
  byId("home").hidden = !at.home;
  if (!one) return;
  fill(byId("heading"), heading(one));
  const waiting = channels().filter((other) => other.member).reduce((sum, other) => sum + other.calls, 0);
  const name = isApp(one) ? state.app.name : one.kind === "im" ? one.name : `#${one.name}`;
  document.title = `${waiting ? `(${waiting}) ` : ""}${name} · ${byId("brand").textContent}`;
  if (at.home) drawHome();
  else drawMessages(one, at, fresh);
}

function drawMessages(one, at, fresh) {
  const room = roomOf(one.id);
  const items = messagesOf(one.id);
  const told = { channel: one.id, thread: (ts) => here.go({ thread: ts }), editor: here.editor };
  const inside = fresh.filter((item) => room.messages.has(item.ts));
  log.draw(`${state.me} ${one.id}`, items, told, { more: room.more, newFrom: at.newFrom, fresh: inside, intro: room.known ? introOf(one) : null });
  byId("messages").setAttribute("aria-label", `Messages in ${one.name}`);
}

// How a conversation begins, over its first message.
function introOf(one) {
  const other = person(one.members.find((id) => id !== state.me));
  const sign = el("span", { className: "avatar intro-mark", ariaHidden: "true" }, icon(one.kind === "public_channel" ? "hash" : "lock"));
  const [mark, title, words] = isApp(one)
    ? [avatar(state.app.user), state.app.name, "Only you and the app read this. What it sends here reaches your phone."]
    : one.kind === "im" ? [avatar(other?.id ?? ""), one.name, `Only you and ${other?.real_name.split(" ")[0] ?? "they"} read this.`]
      : [sign, `#${one.name}`, "This is the beginning of the channel."];
  const intro = () => el("div", { className: "intro" }, mark, el("div", {}, el("strong", {}, title), el("p", { className: "note" }, words)));
  return { sign: title, make: intro };
}

function heading(one) {
  if (one.kind === "im") return [el("div", { className: "heading-row" }, directTitle(one)), isApp(one) ? tabs(one) : null];
  const faces = one.members.slice(0, 3).map((id) => avatar(id, "tiny"));
  const join = () => act(state.me, "join", { channel: one.id });
  return [
    el("div", { className: "heading-row" },
      el("h1", {}, icon(one.kind === "public_channel" ? "hash" : "lock"), el("span", { className: "words", title: one.name }, one.name)),
      one.archived ? el("span", { className: "tag" }, "archived") : null,
      el("span", { className: "spring" }),
      one.pins.length ? counter("", "Pinned messages", icon("pin"), one.pins.length, " pinned", (anchor) => pins(anchor, one)) : null,
      counter("members", one.members.map(nameOf).join(", "), faces, one.members.length, " members", (anchor) => members(anchor, one)),
      one.member || one.archived ? null : el("button", { type: "button", className: "primary small", onclick: join }, "Join")),
    one.topic ? el("div", { className: "topic", title: one.topic }, rich(one.runs)) : null,
    one.bookmarks.length ? el("div", { className: "bookmarks" }, one.bookmarks.map(bookmark)) : null,
  ];
}

const bookmark = (mark) => el("span", { className: "bookmark" }, icon(placeOf(mark.link) ? "mark" : "link"), link(mark.link, mark.title));

function counter(className, title, before, count, of, opens) {
  return el("button", { type: "button", className: `plain small ${className}`, title, onclick: ({ currentTarget }) => opens(currentTarget), ...OPENS_MENU },
    before, String(count), el("span", { className: "unseen" }, of));
}

function directTitle(one) {
  const other = person(one.members.find((id) => id !== state.me));
  if (!other) return el("h1", {}, avatar(state.app.user, "small"), isApp(one) ? state.app.name : one.name);
  return [el("h1", {}, avatar(other.id, "small"), other.real_name),
    el("span", { className: "note" }, `${city(other)}, ${localTime(other)}${isNight(other) ? ", night there" : ""}`)];
}

function tabs(one) {
  const tab = (label, home) => el("button", {
    type: "button", role: "tab", "aria-selected": String(place().home === home), tabIndex: place().home === home ? 0 : -1,
    onkeydown: (event) => { if (["ArrowLeft", "ArrowRight"].includes(event.key)) here.go({ channel: one.id, home: !home }, true); },
    onclick: () => here.go({ channel: one.id, home }),
  }, label);
  return el("div", { className: "tabs", role: "tablist", ariaLabel: state.app.name }, tab("Messages", false), tab("Home", true));
}

function members(anchor, one) {
  const others = one.members.filter((id) => id !== state.me).slice(0, 60);
  const items = others.map((id) => ({
    label: nameOf(id), about: person(id) ? `${city(person(id))} ${localTime(person(id))}${isNight(person(id)) ? " · night" : ""}` : "app",
    act: () => here.go(person(id) ? { talk: id } : { app: true }),
  }));
  const leave = one.member && !one.archived ? [{ label: "Leave channel", danger: true, act: () => act(state.me, "leave", { channel: one.id }) }] : [];
  menu(anchor, [{ heading: `${one.members.length} ${one.members.length === 1 ? "member" : "members"}` }, ...items, ...leave], { label: "Members" });
}

function pins(anchor, one) {
  const items = one.pins.map((ts) => {
    const item = roomOf(one.id).messages.get(ts);
    return { label: item ? `${item.author}: ${wordsOf(item.runs).slice(0, 90)}` : "An earlier message", act: () => here.go({ channel: one.id, message: ts }) };
  });
  menu(anchor, [{ heading: "Pinned" }, ...items], { label: "Pinned messages" });
}

function drawHome() {
  const view = state.home;
  const use = (verb, block, element, value) => act(state.me, verb, { action: `${block.block_id}/${element.action_id}`, value, where: "home" });
  fill(byId("home"), el("div", { className: "home-inner", dataset: { key: `${state.me}` } },
    view ? blocks(view.body.blocks, use) : el("p", { className: "note" }, state.opening ? "Opening …" : `${state.app.name} has put nothing here yet.`)));
}

const LED_FOR = 6000; // milliseconds
let wanted = null; // what the eye is led to

// Leads the eye to the newest button with this action_id, or to the newest file, and the keyboard to its message.
export function showToPress(what) {
  const mine = { what, who: state.me, channel: place().channel, found: false };
  wanted = mine;
  lead();
  setTimeout(() => { if (wanted === mine) leadAway(); }, LED_FOR);
}

// After each drawing: what was looked for may have come only now, or have been drawn anew.
export function lead() {
  if (!wanted) return;
  if (wanted.who !== state.me || wanted.channel !== place().channel) { leadAway(); return; }
  const where = place().thread ? byId("thread") : byId("messages");
  const found = [...where.querySelectorAll(wanted.what === "file" ? ".file" : `.act[data-key="${CSS.escape(wanted.what)}"]`)].at(-1);
  if (!found) return;
  found.classList.add("press-here");
  if (wanted.found) return;
  wanted.found = true;
  found.scrollIntoView({ block: "center" });
  found.closest("article").focus({ preventScroll: true });
}

function leadAway() {
  wanted = null;
  for (const led of document.querySelectorAll(".press-here")) led.classList.remove("press-here");
}

export function showMessage(ts) {
  const found = byId("messages").querySelector(`article[data-ts="${CSS.escape(ts)}"]`);
  if (!found) return;
  found.scrollIntoView({ block: "center" });
  found.focus({ preventScroll: true });
  found.classList.add("shown-now");
  setTimeout(() => found.classList.remove("shown-now"), 1600);
}
