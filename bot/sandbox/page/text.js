// mrkdwn, already cut at its entities by the server ("runs"), as elements. Nothing is ever set as HTML.
import { el, follow } from "./dom.js";

const EMOJI = {
  pushpin: "📌", ballot_box_with_check: "☑️", fire: "🔥", eyes: "👀", white_check_mark: "✅", "+1": "👍", warning: "⚠️",
  rotating_light: "🚨", red_circle: "🔴", large_orange_circle: "🟠", large_yellow_circle: "🟡", large_green_circle: "🟢",
  large_blue_circle: "🔵", white_circle: "⚪", bell: "🔔", no_bell: "🔕", hourglass_flowing_sand: "⏳", memo: "📝",
  book: "📖", link: "🔗", zzz: "💤", sunrise: "🌅", tada: "🎉", x: "❌", arrow_up: "⬆️", mag: "🔍", wrench: "🔧",
  information_source: "ℹ️", clock3: "🕒", telephone_receiver: "📞", speech_balloon: "💬", lock: "🔒", rocket: "🚀",
};
const MARKS = [
  ["code", /`([^`\n]+)`/],
  ["strong", /(?<![\w*])\*([^*\n]+)\*(?![\w*])/],
  ["em", /(?<![\w_])_([^_\n]+)_(?![\w_])/],
  ["s", /(?<![\w~])~([^~\n]+)~(?![\w~])/],
];

export const emoji = (name) => EMOJI[name] ?? `:${name}:`;

function marked(text) {
  for (const [tag, pattern] of MARKS) {
    const found = pattern.exec(text);
    if (found) {
      const inner = tag === "code" ? [found[1]] : marked(found[1]);
      const after = found.index + found[0].length;
      return [...marked(text.slice(0, found.index)), el(tag, {}, inner), ...marked(text.slice(after))];
    }
  }
  return [text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => EMOJI[name] ?? whole)];
}

// Marks may span entities (*<url|title>*): entities stand as private characters while marks are looked for.
export function rich(runs) {
  const held = [];
  const text = runs.map((run) => {
    if (!run.href && !run.kind) return run.text;
    held.push(run.href ? el("a", { href: run.href, target: "_blank", rel: "noopener", onclick: (event) => { if (follow(run.href)) event.preventDefault(); } }, run.text)
      : el("span", { className: run.kind === "special" ? "" : "mention" }, run.text));
    return String.fromCharCode(0xe000 + held.length - 1);
  }).join("");
  const box = el("div", { className: "words" });
  text.split(/```\n?([\s\S]*?)```/).forEach((part, index) => {
    if (index % 2) box.append(el("pre", {}, part));
    else lines(part).forEach((node) => box.append(node));
  });
  restore(box, held);
  return box;
}

function lines(text) {
  return text.split(/(?<=\n)/).flatMap((line) =>
    line.startsWith("> ") || line.startsWith(">") && line.length > 1 ? [el("blockquote", {}, marked(line.slice(1).trim()))]
      : marked(line));
}

function restore(node, held) {
  for (const child of [...node.childNodes]) {
    if (child.nodeType !== Node.TEXT_NODE) { restore(child, held); continue; }
    const parts = child.data.split(/([\ue000-\uf8ff])/);
    if (parts.length > 1) child.replaceWith(...parts.map((p) => held[p.charCodeAt(0) - 0xe000] ?? p));
  }
}

export function textObject(text) {
  if (!text) return "";
  return text.type === "mrkdwn" ? rich(text.runs ?? [{ text: text.text }])
    : el("span", { className: "words" }, text.text.replace(/:([a-z0-9_+-]+):/g, (w, name) => EMOJI[name] ?? w));
}
