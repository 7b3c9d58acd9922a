// Buttons that are a drawing with a name, and those that open a menu.
import { el } from "./dom.js";
import { icon } from "./icons.js";

export const OPENS_MENU = { "aria-haspopup": "menu", "aria-expanded": "false" };

// `label` is read out and shown when one rests on it; `inside` stands beside the drawing.
export function iconButton(name, label, onclick, more = {}, ...inside) {
  return el("button", { type: "button", className: "plain", title: label, ariaLabel: label, onclick, ...more }, icon(name), inside);
}
