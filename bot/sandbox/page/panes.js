// What comes and goes on a phone: the list of channels over the page, the panels of an embedding program under it.
import { byId, narrow } from "./dom.js";
import { icon } from "./icons.js";

const drawer = byId("side");
const rest = ["room", "thread", "panels"].map(byId);

function drawerOpen(open) {
  drawer.classList.toggle("open", open);
  byId("menu").setAttribute("aria-expanded", String(open));
  byId("shade").hidden = !open;
  for (const pane of rest) pane.inert = open;
  if (open) drawer.querySelector("[aria-current], button.row")?.focus();
}

export function closeDrawer() {
  if (drawer.classList.contains("open")) drawerOpen(false);
}

export function openPanels(open) {
  if (!byId("panels").childElementCount || byId("panels").hidden === !open) return;
  byId("panels").hidden = !open;
  document.dispatchEvent(new CustomEvent("panels", { detail: { open } }));
}

byId("menu").append(icon("menu"));
byId("menu").onclick = () => drawerOpen(!drawer.classList.contains("open"));
byId("shade").onclick = closeDrawer;
drawer.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !drawer.classList.contains("open")) return;
  closeDrawer();
  byId("menu").focus();
});
narrow.addEventListener("change", closeDrawer);
