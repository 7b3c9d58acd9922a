// The demo's side of the page: a panel for the clock and one for the shop, and a button that shows or hides them.
// A further panel is a file like clock.js and a row in PANELS.
import { clock } from "./clock.js";
import { shop } from "./shop.js";

const PANELS = [["Time", clock], ["Shop monitoring", shop]];
const LOOKS_EVERY = 2000; // milliseconds; the places' hours show minutes
const { el, addPanel } = window.sandboxPage;

document.head.append(el("link", { rel: "stylesheet", href: "/demo/panel/panel.css" }));

const shown = [];
const drawn = PANELS.map(([title, make]) => {
  const panel = make({ el, act });
  const box = el("section", { className: "demo", ariaLabel: title }, panel.node);
  addPanel(title, box);
  shown.push(panel);
  return box;
});
const aside = drawn[0].closest("aside");
aside.classList.add("demo-panels");
aside.ariaLabel = "The demo's controls";

// One request at a time: the answer is everything there is to see after it.
async function act(address, body) {
  const answer = await fetch(address, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  const seen = await answer.json();
  if (!answer.ok) return seen.error;
  show(seen);
  return seen.done;
}

function show(seen) {
  for (const panel of shown) panel.show(seen);
}

async function look() {
  if (document.hidden || aside.hidden) return;
  try {
    const answer = await fetch("/demo/state");
    if (answer.ok) show(await answer.json());
  } catch {
    // The demo has ended; the page says so.
  }
}

const opener = el("button", { type: "button", className: "demo-opener" }, "Time and shop");
function open(wanted) {
  aside.hidden = !wanted;
  opener.setAttribute("aria-expanded", String(wanted));
  if (wanted) look();
}
aside.id ||= "panels";
opener.setAttribute("aria-controls", aside.id);
opener.addEventListener("click", () => open(aside.hidden));
aside.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { open(false); opener.focus(); }
});
document.querySelector("header").append(opener);
const narrow = matchMedia("(max-width: 760px)"); // there the panels cover the page
document.getElementById("menu")?.addEventListener("click", () => narrow.matches && open(false));
open(!narrow.matches);
setInterval(look, LOOKS_EVERY);
