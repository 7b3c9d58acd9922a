// A menu that pops up at a button: overflow menus, choices on messages, "more actions", the emoji picker.
import { el } from "./dom.js";

let open = null; // {box, anchor, closed}

export function closeMenu(focusBack = false) {
  if (!open) return;
  const { box, anchor } = open;
  open = null;
  if (focusBack) anchor.focus(); // first: a bar of tools is there only as long as it holds the focus or is expanded
  anchor.setAttribute("aria-expanded", "false");
  box.remove();
}

// `items`: {label, about, act, danger, heading}; a heading stands over those that follow. `top` is any node over them.
export function menu(anchor, items, { label, top, grid = false } = {}) {
  const again = open?.anchor === anchor;
  closeMenu();
  if (again) return;
  const box = el("div", { className: grid ? "menu grid" : "menu", role: "menu", ariaLabel: label, popover: "manual" }, top, items.map(entry));
  // Within the landmark of its button; and what is outside of an open dialog is inert.
  (anchor.closest("dialog, main, aside, nav, header") ?? document.body).append(box);
  box.showPopover();
  put(box, anchor);
  open = { box, anchor };
  anchor.setAttribute("aria-expanded", "true");
  box.addEventListener("keydown", (event) => walk(event, box, grid));
  box.querySelector("[role^=menuitem]")?.focus({ preventScroll: true });
}

function entry(item) {
  if (item.heading) return el("div", { className: "menu-heading", role: "presentation" }, item.heading);
  return el("button", {
    type: "button", className: item.danger ? "danger" : "", tabIndex: -1, title: item.title, ariaLabel: item.name,
    role: item.chosen === undefined ? "menuitem" : "menuitemradio", "aria-checked": item.chosen === undefined ? null : String(item.chosen),
    onclick: () => { closeMenu(true); item.act(); },
  }, el("span", {}, item.label), item.about ? el("small", {}, item.about) : null);
}

function put(box, anchor) {
  const at = anchor.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  const below = at.bottom + height + 8 < innerHeight || at.top < height;
  box.style.top = `${Math.max(8, below ? Math.min(at.bottom + 4, innerHeight - height - 8) : at.top - height - 4)}px`;
  const left = at.left + width + 8 < innerWidth ? at.left : at.right - width;
  box.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
}

let typed = "";
let typedAt = 0;

function walk(event, box, grid) {
  const items = [...box.querySelectorAll("[role^=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const across = grid ? 8 : 1;
  const beside = grid ? 1 : 0;
  const to = {
    ArrowDown: at + across, ArrowUp: at - across, ArrowRight: at + beside, ArrowLeft: at - beside, Home: 0, End: items.length - 1,
  }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    items[(to + items.length) % items.length]?.focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    event.stopPropagation();
    closeMenu(true);
  } else if (event.key.length === 1 && event.key !== " ") {
    typed = Date.now() - typedAt < 700 ? typed + event.key.toLowerCase() : event.key.toLowerCase();
    typedAt = Date.now();
    items.find((item) => item.textContent.toLowerCase().startsWith(typed))?.focus();
  }
}

addEventListener("pointerdown", (event) => {
  if (open && !open.box.contains(event.target) && !open.anchor.contains(event.target)) closeMenu();
}, true);
addEventListener("resize", () => closeMenu());
addEventListener("scroll", (event) => { if (open && !open.box.contains(event.target)) follow(); }, true);

// New messages move a log that is at its end: the menu goes with its button, and ends where that leaves the window.
function follow() {
  const { top, bottom } = open.anchor.getBoundingClientRect();
  if (bottom < 0 || top > innerHeight || !open.anchor.isConnected) closeMenu();
  else put(open.box, open.anchor);
}
