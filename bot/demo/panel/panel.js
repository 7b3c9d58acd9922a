// The demo's side of the page: a tour, the clock, the shop, the weather; and a button that shows or hides them.
// A further panel is a file like clock.js and a row in PANELS.
import { tour } from "./tour.js";
import { clock } from "./clock.js";
import { shop } from "./shop.js";
import { weather } from "./weather.js";

const PANELS = [["Tour", tour], ["Time", clock], ["Shop monitoring", shop], ["Slack's weather, and the bot", weather]];
const LOOKS_EVERY = 2000; // milliseconds; the places' hours show minutes
const SOON = 150; // milliseconds after a change of the workspace
const GONE = "The demo does not answer. Is it still running in the terminal?";
const page = window.sandboxPage;
const { el, addPanel } = page;

document.head.append(el("link", { rel: "stylesheet", href: "/demo/panel/panel.css" }));

// One request at a time: the answer is everything there is to see after it.
async function act(address, body) {
  try {
    const answer = await fetch(address, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    const seen = await answer.json();
    if (!answer.ok) return seen.error;
    show(seen);
    return seen.done;
  } catch {
    return GONE;
  }
}

// Through somebody else's eyes, at once with what that ticks and in their clock.
function be(person, place) {
  page.be(person, place);
  soon();
}

const shown = [];
const drawn = PANELS.map(([title, make]) => {
  const panel = make({ el, act, be });
  const box = el("section", { className: "demo", ariaLabel: title }, panel.node);
  addPanel(title, box);
  shown.push(panel);
  return box;
});
const aside = drawn[0].closest("aside");
aside.classList.add("demo-panels");
aside.ariaLabel = "The demo's controls";

function show(seen) {
  for (const panel of shown) panel.show(seen);
}

let asking = false;
async function look() {
  if (document.hidden || asking) return;
  asking = true;
  try {
    const answer = await fetch(`/demo/state?${new URLSearchParams({ as: page.me(), channel: page.channel() })}`);
    if (answer.ok) show(await answer.json());
  } catch {
    // The demo has ended; the page says so.
  }
  asking = false;
}

let waiting = 0;
function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(look, SOON);
}

const opener = el("button", { type: "button", className: "demo-opener" }, "Demo");
opener.setAttribute("aria-controls", aside.id);
opener.addEventListener("click", () => page.openPanels(aside.hidden));
document.addEventListener("panels", ({ detail }) => {
  opener.setAttribute("aria-expanded", String(detail.open));
  if (detail.open) look();
});
aside.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { page.openPanels(false); opener.focus(); }
});
document.querySelector("header").append(opener);
const narrow = matchMedia("(max-width: 760px)"); // there the panels cover the page
document.getElementById("menu")?.addEventListener("click", () => narrow.matches && page.openPanels(false));
opener.setAttribute("aria-expanded", "true");
if (narrow.matches) page.openPanels(false);
look();
setInterval(look, LOOKS_EVERY);
document.addEventListener("looked", soon);
