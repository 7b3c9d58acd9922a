// Messages of a channel or a thread.
import { el, act } from "./dom.js";
import { blocks } from "./blocks.js";
import { rich, emoji, textObject } from "./text.js";

const OFFERED = ["pushpin", "ballot_box_with_check", "fire", "eyes", "+1", "white_check_mark"];

export function message(item, at) {
  const place = { channel: at.channel, ts: item.ts };
  const use = (verb, _block, element, value) => act(at.me, verb, { ...place, action: element.action_id, value });
  const content = item.blocks.length ? blocks(item.blocks, use) : item.runs.length ? [rich(item.runs)] : [];
  const node = el("article", { className: item.ephemeral ? "only-me" : item.subtype ? "system" : "", dataset: { ts: item.ts } },
    el("div", { className: "by" }, item.author, " ", el("small", {}, [item.bot ? "app · " : "", item.time, item.edited ? " · edited" : ""].join(""))),
    item.ephemeral ? el("div", { className: "note" }, "Only you can see this") : null,
    content, item.attachments.map((a) => attachment(a, use)), item.files.map(file), reactions(item, at, place));
  if (at.replies && item.thread_ts === item.ts) {
    const count = at.replies(item.ts);
    if (count) node.append(el("button", { onclick: () => at.thread(item.ts) }, `${count} ${count === 1 ? "reply" : "replies"}`));
  }
  if (!item.subtype) node.append(tools(item, at, place));
  return node;
}

function attachment(item, use) {
  const box = el("div", { className: "attachment" }, item.blocks ? blocks(item.blocks, use) : [item.title, item.text].filter(Boolean).map((t) => el("div", {}, t)));
  if (item.color) box.style.borderColor = item.color;
  return box;
}

function file(item) {
  return el("div", {}, "📎 ", el("a", { href: `${new URL(item.url_private).pathname}?sandbox=1`, target: "_blank" }, item.title));
}

function reactions(item, at, place) {
  if (!item.reactions.length) return null;
  return el("div", { className: "reactions" }, item.reactions.map((r) => {
    const mine = r.users.includes(at.me);
    return el("button", { className: mine ? "mine" : "", title: r.name, onclick: () => act(at.me, mine ? "unreact" : "react", { ...place, name: r.name }) },
      `${emoji(r.name)} ${r.users.length}`);
  }));
}

function tools(item, at, place) {
  if (item.ephemeral) return "";
  const react = el("select", { ariaLabel: "React", onchange: () => { act(at.me, "react", { ...place, name: react.value }); react.value = ""; } },
    el("option", { value: "" }, "☺"), OFFERED.map((name) => el("option", { value: name }, emoji(name))));
  const more = el("select", { ariaLabel: "More", onchange: () => {
    const [verb, name] = more.value.split(":");
    if (verb) act(at.me, verb, { ...place, name });
    more.value = "";
  } }, el("option", { value: "" }, "⋯"), at.shortcuts.map((name) => el("option", { value: `shortcut:${name}` }, name)),
  el("option", { value: "pin" }, "Pin to channel"), item.user === at.me ? el("option", { value: "delete" }, "Delete") : null);
  return el("div", { className: "tools" }, react, at.thread ? el("button", { onclick: () => at.thread(item.thread_ts || item.ts), ariaLabel: "Reply in thread" }, "💬") : null, more);
}

export function withDays(list, make) {
  let day = "";
  return list.flatMap((item) => {
    const nodes = item.day === day ? [] : [el("div", { className: "day" }, item.day)];
    day = item.day;
    return [...nodes, make(item)];
  });
}

export { textObject };
