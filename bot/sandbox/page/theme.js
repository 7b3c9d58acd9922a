// Light, dark, or as the machine has it; kept for the next visit.
import { byId } from "./dom.js";
import { icon } from "./icons.js";
import { menu } from "./menu.js";

const CHOICES = [["auto", "Like this device"], ["light", "Light"], ["dark", "Dark"]];

function now() {
  return CHOICES.some(([name]) => name === localStorage.theme) ? localStorage.theme : "auto";
}

function wear(name) {
  localStorage.theme = name;
  document.documentElement.dataset.theme = name;
}

wear(now());
byId("theme").append(icon("theme"));
byId("theme").onclick = ({ currentTarget }) => menu(currentTarget,
  CHOICES.map(([name, label]) => ({ label, chosen: name === now(), act: () => wear(name) })), { label: "Colours" });
