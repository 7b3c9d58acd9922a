// An external select: what is typed is asked of the app, which offers options.
import { el } from "./dom.js";
import { plainText } from "./text.js";

export const asks = { search: async () => [] }; // the open form says how

export function search(item, entry, changed, { describedBy, invalid, required, label }) {
  const many = item.type.startsWith("multi_");
  const id = `offers-${item.action_id}`;
  const chosen = entry?.selected_option ?? entry?.selected_options?.[0] ?? item.initial_option;
  const before = plainText(chosen?.text);
  const list = el("datalist", { id });
  const input = el("input", {
    name: item.action_id, list: id, ariaLabel: label, value: before, placeholder: plainText(item.placeholder) || "Type to search", autocomplete: "off",
    "aria-describedby": describedBy, "aria-invalid": invalid, "aria-required": required,
    oninput: async () => {
      const typed = input.value;
      if (typed.length < (item.min_query_length ?? 1)) return;
      const offered = await asks.search(item, typed);
      if (input.value === typed) list.replaceChildren(...offered.map((text) => el("option", { value: text })));
    },
    onchange: () => changed(input.value ? (many ? [input.value] : input.value) : null),
  });
  input._given = before;
  return el("span", { className: "search" }, input, list);
}
