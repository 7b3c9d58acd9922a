// mrkdwn, already cut at its entities by the server ("runs"), as elements. Nothing is ever set as HTML.
import { el } from "./dom.js";
import { withEmoji } from "./emoji.js";

const MARKS = [
  ["code", /`([^`\n]+)`/],
  ["strong", /(?<![\w*])\*([^*\n]+)\*(?![\w*])/],
  ["em", /(?<![\w_])_([^_\n]+)_(?![\w_])/],
  ["s", /(?<![\w~])~([^~\n]+)~(?![\w~])/],
];
const LIST_ITEM = /^(?:[•◦*-]|\d+\.) +/;

function marked(text) {
  for (const [tag, pattern] of MARKS) {
    const found = pattern.exec(text);
    if (found) {
      const inner = tag === "code" ? [found[1]] : marked(found[1]);
      const after = found.index + found[0].length;
      return [...marked(text.slice(0, found.index)), el(tag, {}, inner), ...marked(text.slice(after))];
    }
  }
  return text ? [withEmoji(text)] : [];
}

// Marks may span entities (*<url|title>*): entities stand as private characters while marks are looked for.
export function rich(runs) {
  const held = [];
  const text = runs.map((run) => {
    if (!run.href && !run.kind) return run.text;
    held.push(entity(run));
    return String.fromCharCode(0xe000 + held.length - 1);
  }).join("");
  const box = el("div", { className: "words" });
  text.split(/```\n?([\s\S]*?)```/).forEach((part, index) => {
    if (index % 2) box.append(el("pre", {}, part.replace(/\n$/, "")));
    else if (part) box.append(...paragraphs(part));
  });
  restore(box, held);
  return box;
}

function entity(run) {
  if (run.href) return link(run.href, run.text);
  if (run.kind === "date") return el("time", { title: run.utc, dateTime: run.utc.replace(" UTC", "Z").replace(" ", "T") }, run.text);
  if (run.kind === "channel") return el("a", { className: "mention", href: `#${run.id}`, onclick: goto({ channel: run.id }) }, run.text);
  return el("span", { className: "mention", dataset: { mentions: run.id ?? "" } }, run.text);
}

const goto = (place) => (event) => {
  event.preventDefault();
  document.dispatchEvent(new CustomEvent("goto", { detail: place }));
};

export function link(href, text) {
  const inside = placeOf(href);
  return inside ? el("a", { href, onclick: goto(inside) }, text) : el("a", { href, target: "_blank", rel: "noopener noreferrer" }, text);
}

// Where an address leads within the workspace; null for any other.
export function placeOf(href) {
  const to = URL.canParse(href) ? new URL(href) : null;
  const archived = /^\/archives\/([A-Z0-9]+)(?:\/p(\d+)(\d{6}))?$/.exec(to?.pathname ?? "");
  if (archived) return { channel: archived[1], message: archived[2] ? `${archived[2]}.${archived[3]}` : "", thread: to.searchParams.get("thread_ts") ?? "" };
  if (to?.pathname !== "/app_redirect" || !to.searchParams.get("channel")) return null;
  return { channel: to.searchParams.get("channel"), thread: to.searchParams.get("message_ts") ?? "" };
}

// Lines of one kind together: a quote, a list, or plain lines with their breaks.
function paragraphs(text) {
  const groups = [];
  for (const line of text.replace(/\n$/, "").split("\n")) {
    const kind = /^> ?/.test(line) ? "quote" : LIST_ITEM.test(line) && !/^\*[^ ]/.test(line) ? "list" : "plain";
    if (groups.at(-1)?.kind === kind) groups.at(-1).lines.push(line);
    else groups.push({ kind, lines: [line] });
  }
  return groups.flatMap(({ kind, lines }) => {
    if (kind === "quote") return [el("blockquote", {}, broken(lines.map((line) => line.replace(/^> ?/, ""))))];
    if (kind === "list") return [listOf(lines)];
    return [el("span", { className: "lines" }, broken(lines))];
  });
}

function listOf(lines) {
  const ordered = /^\d/.test(lines[0]);
  const items = lines.map((line) => el("li", {}, marked(line.replace(LIST_ITEM, ""))));
  return el(ordered ? "ol" : "ul", ordered ? { start: Number.parseInt(lines[0], 10) } : {}, items);
}

const broken = (lines) => lines.flatMap((line, index) => [index ? el("br") : null, ...marked(line)]);

function restore(node, held) {
  for (const child of [...node.childNodes]) {
    if (child.nodeType !== Node.TEXT_NODE) { restore(child, held); continue; }
    const parts = child.data.split(/([\ue000-\uf8ff])/);
    if (parts.length > 1) child.replaceWith(...parts.map((p) => held[p.charCodeAt(0) - 0xe000] ?? p).filter((p) => p !== ""));
  }
}

export function textObject(text) {
  if (!text) return "";
  if (text.type === "mrkdwn") return rich(text.runs ?? [{ text: text.text }]);
  return el("span", { className: "words" }, withEmoji(text.text));
}

export const plainText = (text) => withEmoji(text?.text ?? "");

export const wordsOf = (runs) => withEmoji(runs.map((run) => run.text).join(""));

