// Block Kit as elements. `use(verb, block, element, value)` is called when the reader does something.
import { el, follow } from "./dom.js";
import { rich, textObject, emoji } from "./text.js";

const KINDS = {
  section: (block, use) => el("div", {},
    el("div", {}, textObject(block.text),
      block.fields ? el("div", { className: "fields" }, block.fields.map((field) => el("div", {}, textObject(field)))) : null),
    block.accessory ? element(block, block.accessory, use) : null),
  header: (block) => el("div", {}, textObject(block.text)),
  divider: () => el("div", {}, el("hr")),
  context: (block, use) => el("div", {}, block.elements.map((e) => e.type === "image" ? picture(e) : textObject(e))),
  actions: (block, use) => el("div", {}, block.elements.map((e) => element(block, e, use))),
  image: (block) => el("div", {}, picture(block)),
  markdown: (block) => el("div", {}, rich([{ text: block.text }])),
  table: (block) => el("table", {}, block.rows.map((row) => el("tr", {}, row.map((cell) => el("td", {}, richText(cell)))))),
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

function picture(image) {
  return el("img", { src: image.image_url, alt: image.alt_text, loading: "lazy", style: "max-width:100%;max-height:16rem" });
}

function richText(part) {
  const inner = (part.elements ?? []).map(richText);
  switch (part.type) {
    case "text": case "raw_text": case "raw_number": return document.createTextNode(part.text ?? part.value);
    case "link": return el("a", { href: part.url, target: "_blank", rel: "noopener" }, part.text ?? part.url);
    case "emoji": return document.createTextNode(emoji(part.name));
    case "rich_text_preformatted": return el("pre", {}, inner);
    case "rich_text_quote": return el("blockquote", {}, inner);
    case "rich_text_list": return el("ul", {}, (part.elements ?? []).map((item) => el("li", {}, richText(item))));
    default: return el("span", {}, inner);
  }
}

export function options(element) {
  return [...(element.options ?? []), ...(element.option_groups ?? []).flatMap((group) => group.options)];
}

export function element(block, item, use) {
  switch (item.type) {
    case "button":
      return el("button", {
        type: "button", className: item.style ?? "",
        onclick: () => {
          if (item.url && !follow(item.url)) window.open(item.url, "_blank", "noopener");
          if (!item.confirm || window.confirm(`${item.confirm.title.text}\n\n${item.confirm.text.text}`)) use("click", block, item);
        },
      }, textObject(item.text));
    case "image": return picture(item);
    case "overflow": return chooser(block, item, use, "…");
    default: return control(block, item, undefined, (value) => use("choose", block, item, value));
  }
}

function chooser(block, item, use, label) {
  const select = el("select", { ariaLabel: label, onchange: () => { if (select.value) use("choose", block, item, select.value); select.value = ""; } },
    el("option", { value: "" }, label), options(item).map((o) => el("option", { value: o.value }, o.text.text)));
  return select;
}

// A control for any input; `entry` is its entry in state.values; `changed(value)` in the form the server takes.
export function control(block, item, entry, changed) {
  const name = item.action_id;
  if (["static_select", "multi_static_select", "users_select", "multi_users_select", "channels_select", "conversations_select",
    "multi_channels_select", "multi_conversations_select"].includes(item.type)) return selectOf(item, entry, changed);
  if (["external_select", "multi_external_select"].includes(item.type)) return searchOf(item, entry, changed);
  if (["checkboxes", "radio_buttons"].includes(item.type)) return boxesOf(block, item, entry, changed);
  if (item.type === "plain_text_input" && item.multiline) {
    return el("textarea", { name, rows: 3, value: entry?.value ?? "", placeholder: item.placeholder?.text ?? "", onchange: (event) => changed(event.target.value) });
  }
  const types = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local", number_input: "number",
    email_text_input: "email", url_text_input: "url" };
  const before = entry?.value ?? entry?.selected_date ?? entry?.selected_time ?? "";
  return el("input", {
    name, type: types[item.type] ?? "text", value: before, placeholder: item.placeholder?.text ?? "", step: item.is_decimal_allowed ? "any" : "1",
    onchange: (event) => changed(item.type === "datetimepicker" ? Math.floor(new Date(event.target.value) / 1000) : event.target.value || null),
  });
}

export const known = { people: [], channels: [], search: async () => [] };

function selectOf(item, entry, changed) {
  const many = item.type.startsWith("multi_");
  const list = item.type.includes("users") ? known.people.map((p) => [p.id, p.real_name])
    : item.type.includes("static") ? options(item).map((o) => [o.value, [o.text.text, o.description?.text].filter(Boolean).join(" – ")]) : known.channels.map((c) => [c.id, `#${c.name}`]);
  const now = JSON.stringify(entry ?? item.initial_option ?? item.initial_user ?? "");
  const select = el("select", { multiple: many, onchange: () => {
    const values = [...select.selectedOptions].map((o) => o.value).filter(Boolean);
    changed(many ? values : values[0] ?? null);
  } }, many ? [] : el("option", { value: "" }, item.placeholder?.text ?? "Choose…"),
  list.map(([value, label]) => el("option", { value, selected: now.includes(`"${value}"`) }, label)));
  return select;
}

function searchOf(item, entry, changed) {
  const id = `list-${item.action_id}`;
  const list = el("datalist", { id });
  const input = el("input", { value: entry?.selected_option?.text?.text ?? "", placeholder: item.placeholder?.text ?? "Search…",
    oninput: async () => { list.replaceChildren(...(await known.search(item, input.value)).map((text) => el("option", { value: text }))); },
    onchange: () => changed(input.value ? (item.type.startsWith("multi_") ? [input.value] : input.value) : null) });
  input.setAttribute("list", id);
  return el("span", {}, input, list);
}

function boxesOf(block, item, entry, changed) {
  const many = item.type === "checkboxes";
  const now = (many ? entry?.selected_options ?? [] : [entry?.selected_option]).map((o) => o?.value);
  const box = el("span", { onchange: () => {
    const values = [...box.querySelectorAll("input:checked")].map((i) => i.value);
    changed(many ? values : values[0]);
  } }, options(item).map((o) => el("label", {}, el("span", {}, el("input", {
    type: many ? "checkbox" : "radio", name: `${block.block_id}-${item.action_id}`, value: o.value, checked: now.includes(o.value),
  }), " ", textObject(o.text)))));
  return box;
}
