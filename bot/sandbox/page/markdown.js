// Markdown as a timeline is written in: headings, lists, tables, quotes, code, emphasis, links. As elements, never as HTML.
import { el } from "./dom.js";
import { withEmoji } from "./emoji.js";

const INLINE = [
  [/`([^`]+)`/, (found) => el("code", {}, found[1])],
  [/\*\*(.+?)\*\*/, (found) => el("strong", {}, inline(found[1]))],
  [/(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])/, (found) => el("em", {}, inline(found[1]))],
  [/(?<![\w_])_([^_\s][^_]*)_(?![\w_])/, (found) => el("em", {}, inline(found[1]))],
  [/~~(.+?)~~/, (found) => el("s", {}, inline(found[1]))],
  [/\[([^\]]+)\]\(<?(https?:[^)>\s]+)>?\)/, (found) => outside(found[2], found[1])],
  [/<?(https?:\/\/[^\s<>)]+)>?/, (found) => outside(found[1], found[1])],
];
const ESCAPED = /\\([\\`*_{}[\]()#+\-.!|<>~&])/g;
const HELD = 0xe000; // an escaped character stands as a private one until the marks are found

const outside = (href, text) => el("a", { href, target: "_blank", rel: "noopener noreferrer" }, text);
const bare = (text) => text.replace(/[\ue000-\ue07f]/g, (held) => String.fromCharCode(held.charCodeAt(0) - HELD));

function inline(text) {
  const held = text.replace(ESCAPED, (_, one) => String.fromCharCode(HELD + one.charCodeAt(0)));
  let first = null;
  for (const [pattern, make] of INLINE) {
    const found = pattern.exec(held);
    if (found && (!first || found.index < first.found.index)) first = { found, make };
  }
  if (!first) return [withEmoji(bare(held)).replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&")];
  const { found, make } = first;
  return [...inline(held.slice(0, found.index)), make(found), ...inline(held.slice(found.index + found[0].length))];
}

const cells = (line) => line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => inline(cell.trim()));

function table(lines) {
  const [head, , ...rows] = lines;
  const named = head.replace(/[|\s]/g, ""); // a table of facts has a head without words
  return el("table", {}, named ? el("thead", {}, el("tr", {}, cells(head).map((cell) => el("th", { scope: "col" }, cell)))) : null,
    el("tbody", {}, rows.map((row) => el("tr", {}, cells(row).map((cell) => el("td", {}, cell))))));
}

const ITEM = /^(\s*)(?:[-*+]|\d+[.)])\s+(?:\[([ xX])\]\s+)?(.*)$/;

function list(lines) {
  const ordered = /^\s*\d/.test(lines[0]);
  const items = [];
  for (const line of lines) {
    const found = ITEM.exec(line);
    if (!found) { items.at(-1).append(el("br"), ...inline(line.trim())); continue; }
    const ticked = found[2] === undefined ? "" : found[2] === " " ? "☐ " : "☑ ";
    items.push(el("li", { className: found[1].length > 1 ? "inner" : "" }, ticked, inline(found[3])));
  }
  return el(ordered ? "ol" : "ul", {}, items);
}

const KINDS = [
  ["code", /^```/], ["heading", /^#{1,6} /], ["rule", /^(?:---+|\*\*\*+)\s*$/], ["table", /^\|.*\|\s*$/], ["quote", /^> ?/], ["list", ITEM],
];
const kindOf = (line) => KINDS.find(([, pattern]) => pattern.test(line))?.[0] ?? (line.trim() ? "text" : "gap");

export function markdown(text) {
  const box = el("div", { className: "markdown" });
  const lines = text.split("\n");
  while (lines.length) {
    const kind = kindOf(lines[0]);
    const taken = [lines.shift()];
    const goesOn = () => lines.length && (kind === "code" ? true : ["heading", "rule"].includes(kind) ? false
      : kindOf(lines[0]) === kind || kind === "list" && /^\s+\S/.test(lines[0]));
    while (goesOn()) {
      taken.push(lines.shift());
      if (kind === "code" && taken.at(-1).startsWith("```")) break;
    }
    box.append(...made(kind, taken));
  }
  return box;
}

function made(kind, lines) {
  switch (kind) {
    case "code": return [el("pre", {}, lines.slice(1, lines.at(-1).startsWith("```") ? -1 : undefined).join("\n"))];
    case "heading": return [el(`h${Math.min(6, lines[0].indexOf(" ") + 1)}`, {}, inline(lines[0].replace(/^#+ /, "")))];
    case "rule": return [el("hr")];
    case "table": return lines.length > 1 ? [table(lines)] : [el("p", {}, inline(lines[0]))];
    case "quote": return [el("blockquote", {}, lines.flatMap((line, n) => [n ? el("br") : null, ...inline(line.replace(/^> ?/, ""))]))];
    case "list": return [list(lines)];
    case "text": return [el("p", {}, lines.flatMap((line, n) => [n ? " " : null, ...inline(line)]))];
    default: return [];
  }
}
