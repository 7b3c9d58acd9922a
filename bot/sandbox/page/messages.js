// One message as an article: who, when, what, with reactions, files and the way into its thread.
import { el } from "./dom.js";
import { blocks } from "./blocks.js";
import { nameOf } from "./channels.js";
import { emoji } from "./emoji.js";
import { icon } from "./icons.js";
import { avatar } from "./people.js";
import { act } from "./server.js";
import { state } from "./state.js";
import { rich } from "./text.js";
import { editing, tools } from "./tools.js";
import { kind, size, view } from "./viewer.js";

const SYSTEM = /^(channel_|group_|tombstone)/;
const TOGETHER = 5 * 60; // seconds within which one's messages stand under one name

export const isSystem = (item) => SYSTEM.test(item.subtype);

// Whether it stands under the same name as the one before.
export function follows(item, before) {
  return Boolean(before) && before.user === item.user && !isSystem(item) && !isSystem(before) && before.day === item.day
    && before.ephemeral === item.ephemeral && !item.broadcast && item.ts - before.ts < TOGETHER && before.bot === item.bot;
}

export function message(item, at) {
  const place = { channel: at.channel, ts: item.ts };
  const use = (verb, block, element, value) => act(state.me, verb, { ...place, action: `${block.block_id}/${element.action_id}`, value });
  const calls = !isSystem(item) && JSON.stringify(item.runs).includes(`"id":"${state.me}"`);
  const classes = ["message", item.ephemeral && "only-me", isSystem(item) && "system", at.joined && "joined", calls && "calls-me", item.pinned_by && "pinned"];
  const box = el("article", {
    className: classes.filter(Boolean).join(" "), tabIndex: -1, dataset: { ts: item.ts }, ariaLabel: `${item.author}, ${item.time}`,
  }, isSystem(item) ? systemLine(item) : [
    at.joined ? el("span", { className: "gutter", title: item.utc }, item.time) : el("span", { className: "gutter" }, avatar(item.user)),
    el("div", { className: "content" },
      notes(item), at.joined ? null : by(item),
      editing(item) ? at.editor(item) : said(item, use),
      item.attachments.map((one) => attachment(one, use)),
      item.files.map(file), reactions(item, place), replies(item, at)),
    tools(item, at, place)]);
  return box;
}

function systemLine(item) {
  return [el("span", { className: "gutter" }), el("div", { className: "content" }, el("span", { className: "system-by" }, sayer(item)), rich(item.runs),
    el("time", { className: "note", title: item.utc }, item.time))];
}

// "@diego has joined" says who by itself.
const sayer = (item) => item.runs[0]?.kind === "mention" || item.subtype === "tombstone" ? "" : `${item.author} `;

function notes(item) {
  return [
    item.ephemeral ? el("div", { className: "above" }, icon("eye"), "Only visible to you") : null,
    item.pinned_by ? el("div", { className: "above" }, icon("pin"), `Pinned by ${nameOf(item.pinned_by)}`) : null,
    item.broadcast ? el("div", { className: "above" }, icon("thread"), "From a thread") : null,
  ];
}

function by(item) {
  return el("div", { className: "by" }, el("span", { className: "author" }, item.author),
    item.bot ? el("span", { className: "tag" }, "app") : null, el("time", { className: "note", title: item.utc }, item.time),
    item.edited && item.blocks.length ? el("span", { className: "note edited" }, "(edited)") : null);
}

function said(item, use) {
  const words = item.blocks.length ? blocks(item.blocks, use) : item.runs.length ? [rich(item.runs)] : [];
  if (item.edited && !item.blocks.length) words.push(el("small", { className: "edited note" }, "(edited)"));
  return words;
}

function attachment(item, use) {
  const words = item.blocks ? blocks(item.blocks, use) : [item.title, item.text].filter(Boolean).map((text) => el("div", {}, text));
  const box = el("div", { className: "attachment" }, words);
  if (item.color) box.style.setProperty("--bar", /^[0-9a-f]{6}$/i.test(item.color) ? `#${item.color}` : item.color);
  return box;
}

function file(item) {
  return el("button", { type: "button", className: "file", onclick: () => view(item), dataset: { key: item.id } },
    el("span", { className: "file-icon" }, icon("file")),
    el("span", { className: "file-words" }, el("strong", {}, item.title), el("small", { className: "note" }, `${kind(item)} · ${size(item.size)} · Open`)));
}

function reactions(item, place) {
  if (!item.reactions.length) return null;
  return el("div", { className: "reactions" }, item.reactions.map((one) => {
    const mine = one.users.includes(state.me);
    const names = one.users.map((id) => id === state.me ? "you" : nameOf(id)).join(", ");
    return el("button", {
      type: "button", className: "reaction", "aria-pressed": String(mine), title: `${names} reacted with :${one.name}:`, dataset: { key: one.name },
      ariaLabel: `${one.name.replaceAll("_", " ")}, ${one.users.length}: ${names}`,
      onclick: () => act(state.me, mine ? "unreact" : "react", { ...place, name: one.name }),
    }, el("span", { ariaHidden: "true" }, emoji(one.name)), el("span", {}, String(one.users.length)));
  }));
}

function replies(item, at) {
  if (!at.thread || !item.replies || item.thread_ts !== item.ts) return null;
  const { count, users, when } = item.replies;
  return el("button", { type: "button", className: "replies", onclick: () => at.thread(item.ts) },
    el("span", { className: "faces" }, users.slice(0, 4).map((id) => avatar(id, "tiny"))),
    el("strong", {}, `${count} ${count === 1 ? "reply" : "replies"}`), el("span", { className: "note" }, `Last reply ${when}`));
}

