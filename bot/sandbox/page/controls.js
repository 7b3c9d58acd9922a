// A control for any input. `entry` is its entry in state.values; `changed(value)` in the form the server takes.
import { el } from "./dom.js";
import { channels, person, state } from "./state.js";
import { fromWall, toWall } from "./wall.js";
import { plainText, textObject } from "./text.js";
import { search } from "./search.js";

export const TYPED_KINDS = new Set(["plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input"]);
const HTML_TYPES = { datepicker: "date", timepicker: "time", number_input: "number", email_text_input: "email", url_text_input: "url" };

export function options(element) {
  const listed = [...(element.options ?? []), ...(element.option_groups ?? []).flatMap((group) => group.options)];
  if (element.type.includes("users")) return state.people.map((one) => ({ text: { text: one.real_name }, value: one.id }));
  if (element.type.includes("channels") || element.type.includes("conversations")) {
    return channels().filter((one) => one.kind !== "im" && !one.archived).map((one) => ({ text: { text: `#${one.name}` }, value: one.id }));
  }
  return listed;
}

export function control(block, item, entry, changed, more = {}) {
  if (item.type.endsWith("external_select")) return search(item, entry, changed, more);
  if (item.type === "checkboxes" || item.type === "radio_buttons" || item.type.startsWith("multi_")) return boxes(block, item, entry, changed, more);
  if (item.type.endsWith("_select")) return select(item, entry, changed, more);
  if (item.type === "datetimepicker") return instant(item, entry, changed, more);
  return typed(item, entry, changed, more);
}

const given = (made, value) => Object.assign(made, { _given: JSON.stringify(value ?? "") });

function typed(item, entry, changed, { describedBy, invalid, required, now, label }) {
  const before = entry?.value ?? entry?.selected_date ?? entry?.selected_time ?? item.initial_value ?? item.initial_date ?? item.initial_time ?? "";
  const shared = {
    name: item.action_id, value: before, ariaLabel: label, placeholder: plainText(item.placeholder), "aria-describedby": describedBy,
    "aria-invalid": invalid, "aria-required": required, maxLength: item.max_length, autocomplete: "off",
    [now ? "onchange" : "oninput"]: (event) => changed(event.target.value || null),
  };
  if (item.multiline || item.type === "rich_text_input") return given(el("textarea", { rows: 4, ...shared }), before);
  // The page refuses nothing by itself: the sentences under the fields are Slack's and the app's.
  return given(el("input", { type: HTML_TYPES[item.type] ?? "text", step: item.is_decimal_allowed ? "any" : null, ...shared }), before);
}

function instant(item, entry, changed, { describedBy, invalid, required, label }) {
  const zone = person().tz;
  const before = toWall(entry?.selected_date_time ?? item.initial_date_time, zone);
  return given(el("input", {
    name: item.action_id, type: "datetime-local", value: before, ariaLabel: label,
    "aria-describedby": describedBy, "aria-invalid": invalid, "aria-required": required,
    onchange: (event) => changed(event.target.value ? fromWall(event.target.value, zone) : null),
  }), before);
}

function select(item, entry, changed, { describedBy, invalid, required, label }) {
  const chosen = entry ?? item;
  const before = (chosen.selected_option ?? chosen.initial_option)?.value ?? chosen.selected_user ?? chosen.initial_user
    ?? chosen.selected_channel ?? chosen.initial_channel ?? chosen.selected_conversation ?? chosen.initial_conversation ?? "";
  const one = (option) => el("option", { value: option.value, selected: option.value === before },
    [plainText(option.text), plainText(option.description)].filter(Boolean).join(" – "));
  const listed = item.option_groups
    ? item.option_groups.map((group) => el("optgroup", { label: plainText(group.label) }, group.options.map(one)))
    : options(item).map(one);
  return given(el("select", {
    name: item.action_id, ariaLabel: label, "aria-describedby": describedBy, "aria-invalid": invalid, "aria-required": required,
    onchange: (event) => changed(event.target.value || null),
  }, el("option", { value: "", selected: !before }, plainText(item.placeholder) || "Choose…"), listed), before);
}

function boxes(block, item, entry, changed, { label }) {
  const many = item.type !== "radio_buttons";
  const before = new Set(valuesOf(entry ?? item));
  const read = (box) => {
    const values = [...box.querySelectorAll("input:checked")].map((input) => input.value);
    changed(many ? values : values[0] ?? null);
  };
  const name = `${block.block_id}-${item.action_id}`;
  const className = item.type.startsWith("multi_") ? "boxes long" : "boxes";
  return el("div", { className, role: label ? "group" : null, ariaLabel: label, onchange: (event) => read(event.currentTarget) },
    options(item).map((option) => el("label", { className: "box" },
      given(el("input", { type: many ? "checkbox" : "radio", name, value: option.value, checked: before.has(option.value) }), before.has(option.value)),
      el("span", {}, textObject(option.text), option.description ? el("small", { className: "note" }, textObject(option.description)) : null))));
}

function valuesOf(entry) {
  const listed = entry.selected_options ?? entry.initial_options ?? [entry.selected_option ?? entry.initial_option].filter(Boolean);
  const ids = ["users", "channels", "conversations"].flatMap((kind) => entry[`selected_${kind}`] ?? entry[`initial_${kind}`] ?? []);
  return [...listed.map((option) => option.value), ...ids];
}
