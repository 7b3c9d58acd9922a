// The elements that act at once: buttons, menus, and inputs that stand outside of a form.
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { confirmed } from "./confirm.js";
import { control, options, TYPED_KINDS } from "./controls.js";
import { menu } from "./menu.js";
import { placeOf, plainText, textObject } from "./text.js";

const NAMES = {
  datepicker: "Date", timepicker: "Time", datetimepicker: "Date and time", checkboxes: "Choices", radio_buttons: "Choices",
};
const SELECTS = new Set(["static_select", "users_select", "channels_select", "conversations_select"]);

export function element(block, item, use) {
  if (item.type === "image") return el("img", { src: item.image_url, alt: item.alt_text, loading: "lazy" });
  if (item.type === "button" || item.type === "workflow_button") return button(block, item, use);
  if (item.type === "overflow") return overflow(block, item, use);
  if (SELECTS.has(item.type)) return choice(block, item, use);
  return control(block, item, undefined, (value) => use("choose", block, item, value), {
    now: TYPED_KINDS.has(item.type), label: plainText(item.placeholder) || NAMES[item.type] || "Choose",
  });
}

// Busy until the app has answered, so that a click is never without an answer to the eye.
export async function busy(button, work) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try { await work(); } finally { button.setAttribute("aria-busy", "false"); }
}

function button(block, item, use) {
  return el("button", {
    type: "button", className: `act ${item.style ?? ""}`, ariaLabel: item.accessibility_label, dataset: { key: item.action_id },
    onclick: ({ currentTarget }) => busy(currentTarget, async () => {
      if (!await confirmed(item.confirm)) return;
      if (item.url) visit(item.url);
      await use("click", block, item);
    }),
  }, textObject(item.text));
}

// An address inside the workspace is gone to here; any other opens beside the page.
function visit(url) {
  const place = placeOf(url);
  if (place) document.dispatchEvent(new CustomEvent("goto", { detail: place }));
  else window.open(url, "_blank", "noopener,noreferrer");
}

function overflow(block, item, use) {
  return opener(block, item, use, { className: "act icon-only", ariaLabel: "More" }, [icon("more")], options(item));
}

function choice(block, item, use) {
  const offered = options(item);
  const initial = offered.find((o) => o.value === (item.initial_option?.value ?? item.initial_user ?? item.initial_channel));
  const label = initial ? plainText(initial.text) : plainText(item.placeholder) || "Choose…";
  return opener(block, item, use, { className: "act choice" }, [el("span", {}, label), icon("down")], offered, initial);
}

function opener(block, item, use, properties, inside, offered, initial) {
  const chosen = async (anchor, option) => {
    if (option.url) visit(option.url);
    await busy(anchor, async () => await confirmed(item.confirm) && use("choose", block, item, option.value));
  };
  return el("button", {
    type: "button", "aria-haspopup": "menu", "aria-expanded": "false", dataset: { key: item.action_id }, ...properties,
    onclick: ({ currentTarget }) => menu(currentTarget, offered.map((option) => ({
      label: plainText(option.text), about: plainText(option.description),
      chosen: initial ? option === initial : undefined, act: () => chosen(currentTarget, option),
    })), { label: plainText(item.placeholder) || "More" }),
  }, inside);
}
