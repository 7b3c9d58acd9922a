// What can be done to a message: the small bar at its corner, the menu behind its dots, and editing one's own.
import { iconButton, OPENS_MENU } from "./buttons.js";
import { el } from "./dom.js";
import { AT_HAND, EMOJI, emoji } from "./emoji.js";
import { closeMenu, menu } from "./menu.js";
import { confirmed } from "./confirm.js";
import { busy } from "./elements.js";
import { act, toast } from "./server.js";
import { state } from "./state.js";

let edited = ""; // "channel ts" of the message that is being edited
let redraw = () => {};

export const editing = (item) => edited === `${state.me} ${item.ts}`;
export const onEdit = (draw) => { redraw = draw; };

export function edit(item) {
  edited = item ? `${state.me} ${item.ts}` : "";
  redraw();
}

const readable = (name) => name.replaceAll("_", " ");

export function tools(item, at, place) {
  const only = item.ephemeral;
  const react = (name) => react_(item, place, name);
  const wide = { className: "plain wide-only" };
  return el("div", { className: "tools", role: "group", ariaLabel: "Message actions" },
    only ? null : atHand(react, { className: "wide-only" }),
    only ? null : iconButton("smile", "Add reaction", ({ currentTarget }) => picker(currentTarget, react), { ...OPENS_MENU, ...wide }),
    at.thread && !only ? iconButton("reply", "Reply in thread", () => at.thread(item.thread_ts || item.ts), wide) : null,
    iconButton("more", "More actions", ({ currentTarget }) => more(currentTarget, item, at, place, react), OPENS_MENU));
}

// The reactions that a bot listens to, one click away.
const atHand = (react, more) => AT_HAND.map((name) => el("button", {
  type: "button", title: `:${name}:`, ariaLabel: `React with ${readable(name)}`, onclick: () => react(name), ...more,
}, emoji(name)));

function react_(item, place, name) {
  const mine = item.reactions.some((one) => one.name === name && one.users.includes(state.me));
  return act(state.me, mine ? "unreact" : "react", { ...place, name });
}

export function picker(anchor, chosen) {
  const once = Object.keys(EMOJI).filter((name, at, all) => all.findIndex((other) => EMOJI[other] === EMOJI[name]) === at);
  const items = [...AT_HAND, ...once.filter((name) => !AT_HAND.includes(name))]
    .map((name) => ({ label: emoji(name), name: readable(name), title: `:${name}:`, act: () => chosen(name) }));
  menu(anchor, items, { label: "Reactions", grid: true });
}

function more(anchor, item, at, place, react) {
  if (item.ephemeral) return menu(anchor, [{ label: "Dismiss message", act: () => act(state.me, "dismiss", place) }], { label: "More actions" });
  const mine = item.user === state.me;
  const pinned = Boolean(item.pinned_by);
  const touch = matchMedia("(hover: none), (max-width: 760px)").matches;
  const shortcut = (name) => busy(anchor, () => act(state.me, "shortcut", { ...place, name }));
  const shortcuts = state.app.message_shortcuts.map((name) => ({ label: name, about: state.app.name, act: () => shortcut(name) }));
  return menu(anchor, [
    { label: "Add reaction…", act: () => picker(anchor, react) },
    ...(at.thread ? [{ label: "Reply in thread", act: () => at.thread(item.thread_ts || item.ts) }] : []),
    { label: pinned ? "Unpin from channel" : "Pin to channel", act: () => act(state.me, pinned ? "unpin" : "pin", place) },
    { label: "Copy text", act: () => copy(item) },
    ...(mine ? [{ label: "Edit message", act: () => edit(item) }, { label: "Delete message", danger: true, act: () => remove(item, place) }] : []),
    ...(shortcuts.length ? [{ heading: "Shortcuts" }, ...shortcuts] : []),
  ], { label: "More actions", top: touch ? touchRow(react) : null });
}

function touchRow(react) {
  const chosen = (name) => { closeMenu(true); react(name); };
  return el("div", { className: "menu-row", role: "presentation" }, atHand(chosen, { role: "menuitem", tabIndex: -1 }));
}

async function copy(item) {
  try {
    await navigator.clipboard.writeText(item.runs.map((run) => run.text).join(""));
    toast("Copied.");
  } catch {
    toast("This browser does not let the page copy; select the words instead.");
  }
}

async function remove(item, place) {
  const sure = await confirmed({
    title: { type: "plain_text", text: "Delete message" }, text: { type: "plain_text", text: "It goes away for everybody, and can’t be brought back." },
    confirm: { type: "plain_text", text: "Delete" }, style: "danger",
  });
  if (sure) act(state.me, "delete", place);
}
