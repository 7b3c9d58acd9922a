// The modal on top, kept across updates: what is typed stays until the view itself changes.
import { el, act } from "./dom.js";
import { blocks, control, known } from "./blocks.js";
import { textObject } from "./text.js";

const dialog = document.getElementById("modal");
let shown = "";

export function showModal(view, me) {
  const key = view ? `${me}:${view.id}:${view.version}` : "";
  if (key === shown) return;
  shown = key;
  if (!view) { if (dialog.open) dialog.close(); return; }
  known.search = async (item, text) => text ? (await act(me, "search", { action: item.action_id, text, where: "modal" })).options ?? [] : [];
  const entered = {};
  const use = (verb, _block, item, value) => act(me, verb, { action: item.action_id, value, where: "modal" });
  const body = view.body;
  const form = el("form", {
    method: "dialog",
    onsubmit: async (event) => {
      event.preventDefault();
      const values = Object.fromEntries(Object.entries(entered).filter(([, value]) => value !== undefined));
      await act(me, "submit", { values });
    },
  },
  el("h2", {}, textObject(body.title)),
  view.errors[""] ? el("p", { className: "error" }, view.errors[""]) : null,
  body.blocks.map((block) => block.type === "input" ? field(view, block, entered, me) : blocks([block], use)),
  el("div", { className: "ends" },
    el("button", { type: "button", onclick: () => act(me, "close") }, body.close ? textObject(body.close) : view.depth > 1 ? "Back" : "Cancel"),
    body.submit ? el("button", { className: "primary" }, textObject(body.submit)) : null));
  dialog.replaceChildren(form);
  if (!dialog.open) dialog.showModal();
}

function field(view, block, entered, me) {
  const entry = view.values[block.block_id]?.[block.element.action_id];
  const changed = (value) => {
    entered[block.block_id] = value;
    if (block.dispatch_action) act(me, "choose", { action: block.element.action_id, value, where: "modal" });
  };
  return el("label", {}, textObject(block.label), control(block, block.element, entry, changed),
    block.hint ? el("small", { className: "note" }, textObject(block.hint)) : null,
    view.errors[block.block_id] ? el("span", { className: "error" }, view.errors[block.block_id]) : null);
}

dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  act(shown.split(":")[0], "close");
});
