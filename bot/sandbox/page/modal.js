// The modal on top. What is typed stays across updates; a refused form says why under each field.
import { byId, el, morph } from "./dom.js";
import { blocks } from "./blocks.js";
import { control } from "./controls.js";
import { busy } from "./elements.js";
import { asks } from "./search.js";
import { icon } from "./icons.js";
import { avatar } from "./people.js";
import { act } from "./server.js";
import { state } from "./state.js";
import { textObject } from "./text.js";

const dialog = byId("modal");
const forms = new Map(); // by person and view: a view under a pushed one keeps what was typed
let shown = { key: "" };

export function drawModal() {
  const view = state.modal;
  const key = view ? `${state.me} ${view.id} ${view.version}` : "";
  if (key === shown.key) return;
  if (!view) { forms.clear(); shown = { key }; if (dialog.open) dialog.close(); dialog.replaceChildren(); return; }
  const name = `${state.me} ${view.id}`;
  const refused = Object.keys(view.errors).length > 0;
  const before = shown;
  shown = forms.get(name) ?? { entered: {}, me: state.me, view };
  forms.set(name, Object.assign(shown, { key, view, name }));
  const form = el("form", { method: "dialog", noValidate: true, onsubmit: submit }, inside(view));
  shown.form = shown.form ? morph(shown.form, form) : form;
  if (dialog.firstElementChild !== shown.form) dialog.replaceChildren(shown.form);
  if (!dialog.open) dialog.showModal();
  if (before.name !== name) (dialog.querySelector(".modal-body :is(input, select, textarea)") ?? dialog.querySelector(".ends .primary, .ends button"))?.focus();
  if (refused && !shown.refused) dialog.querySelector("[aria-invalid=true]")?.focus();
  shown.refused = refused;
}

function inside(view) {
  const { me, entered } = shown;
  asks.search = async (item, text) => (await act(me, "search", { action: item.action_id, text, where: "modal" })).options ?? [];
  const use = (verb, block, item, value) => act(me, verb, { action: `${block.block_id}/${item.action_id}`, value, where: "modal" });
  const { title, submit: agree, close } = view.body;
  return [
    el("header", {}, avatar(state.app.user, "small"), el("h2", { id: "modal-title" }, textObject(title)),
      el("button", { type: "button", className: "plain", ariaLabel: "Close", onclick: shut }, icon("close"))),
    el("div", { className: "modal-body" },
      view.errors[""] ? el("p", { className: "error", role: "alert" }, view.errors[""]) : null,
      view.body.blocks.map((block) => block.type === "input" ? field(view, block, entered, use) : blocks([block], use))),
    el("div", { className: "ends" },
      el("button", { type: "button", onclick: shut }, close ? textObject(close) : view.depth > 1 ? "Back" : "Cancel"),
      agree ? el("button", { type: "submit", className: "primary" }, textObject(agree)) : null)];
}

function field(view, block, entered, use) {
  const item = block.element;
  const id = `field-${block.block_id}`;
  const error = view.errors[block.block_id];
  const entry = view.values[block.block_id]?.[item.action_id];
  const changed = (value) => {
    entered[block.block_id] = value;
    if (block.dispatch_action) use("choose", block, item, value);
  };
  const told = [block.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || null;
  const made = control(block, item, entry, changed, { describedBy: told, invalid: error ? "true" : null, required: block.optional ? null : "true" });
  const label = [textObject(block.label), block.optional ? el("span", { className: "note" }, " (optional)") : null];
  const after = [
    block.hint ? el("small", { id: `${id}-hint`, className: "note" }, textObject(block.hint)) : null,
    error ? el("div", { id: `${id}-error`, className: "error", role: "alert" }, error) : null];
  const key = { key: `${block.block_id} ${item.action_id}` };
  if (made.classList.contains("boxes")) return el("fieldset", { className: "field", dataset: key, "aria-describedby": told }, el("legend", {}, label), made, after);
  (made.matches("span") ? made.querySelector("input") : made).id = id;
  return el("div", { className: "field", dataset: key }, el("label", { htmlFor: id }, label), made, after);
}

async function submit(event) {
  event.preventDefault();
  const button = event.currentTarget.querySelector(".ends .primary");
  const { entered, me, view } = shown;
  const asked = new Set(view.body.blocks.map((block) => block.block_id)); // a field may have gone with an update
  const values = Object.fromEntries(Object.entries(entered).filter(([id]) => asked.has(id)));
  if (button) await busy(button, () => act(me, "submit", { values }));
}

const shut = () => act(shown.me, "close");

dialog.addEventListener("cancel", (event) => { event.preventDefault(); shut(); });

