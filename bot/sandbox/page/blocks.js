// Block Kit as elements. `use(verb, block, element, value)` is called when the reader does something.
import { el } from "./dom.js";
import { element } from "./elements.js";
import { emoji, withEmoji } from "./emoji.js";
import { markdown } from "./markdown.js";
import { channel, person } from "./state.js";
import { link, textObject } from "./text.js";

const KINDS = {
  section: (block, use) => el("div", {},
    el("div", { className: "section-words" }, block.text ? textObject(block.text) : null,
      block.fields ? el("div", { className: "fields" }, block.fields.map((field) => el("div", {}, textObject(field)))) : null),
    block.accessory ? el("div", { className: "accessory" }, element(block, block.accessory, use)) : null),
  header: (block) => el("div", { role: "heading", ariaLevel: "2" }, textObject(block.text)),
  divider: () => el("div", {}, el("hr")),
  context: (block) => el("div", {}, block.elements.map((e) => e.type === "image" ? picture(e) : textObject(e))),
  actions: (block, use) => el("div", {}, block.elements.map((e) => element(block, e, use))),
  image: (block) => el("figure", {}, picture(block), block.title ? el("figcaption", {}, textObject(block.title)) : null),
  markdown: (block) => el("div", {}, markdown(block.text)),
  table: (block) => el("div", {}, el("table", {}, block.rows.map((row) => el("tr", {}, row.map((cell) => el("td", {}, richText(cell))))))),
  rich_text: (block) => el("div", { className: "words" }, block.elements.map(richText)),
};

export function blocks(list, use) {
  return list.map((block) => {
    const make = KINDS[block.type];
    const made = make ? make(block, use) : el("div", { className: "note" }, `[${block.type}]`);
    made.classList.add("block", block.type);
    return made;
  });
}

export function picture(image) {
  return el("img", { src: image.image_url, alt: image.alt_text, loading: "lazy" });
}

const STYLES = [["code", "code"], ["bold", "strong"], ["italic", "em"], ["strike", "s"]];

function styled(part) {
  const words = withEmoji(part.text ?? "");
  return STYLES.reduce((inner, [style, tag]) => part.style?.[style] ? el(tag, {}, inner) : inner, words);
}

function richText(part) {
  const inner = (part.elements ?? []).map(richText);
  switch (part.type) {
    case "text": return el("span", { className: "lines" }, styled(part));
    case "raw_text": case "raw_number": return document.createTextNode(part.text ?? part.value);
    case "link": return link(part.url, part.text ?? part.url);
    case "emoji": return document.createTextNode(emoji(part.name));
    case "user": return el("span", { className: "mention" }, `@${person(part.user_id)?.name ?? part.user_id}`);
    case "channel": return el("span", { className: "mention" }, `#${channel(part.channel_id)?.name ?? part.channel_id}`);
    case "usergroup": case "broadcast": return el("span", { className: "mention" }, `@${part.range ?? part.usergroup_id}`);
    case "date": return el("time", {}, part.fallback ?? "");
    case "rich_text_preformatted": return el("pre", {}, inner);
    case "rich_text_quote": return el("blockquote", {}, inner);
    case "rich_text_list": return el(part.style === "ordered" ? "ol" : "ul", {}, (part.elements ?? []).map((item) => el("li", {}, richText(item))));
    default: return el("div", {}, inner);
  }
}
