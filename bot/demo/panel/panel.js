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
const CLOSED = "demo-panels-closed";
const page = window.sandboxPage;
const { el, addPanel } = page;

const styles = el("link", { rel: "stylesheet", href: "/demo/panel/panel.css" });
const styled = new Promise((resolve) => { styles.onload = styles.onerror = resolve; });
document.head.append(styles);

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

// The side is there from the start; what stands in it comes all at once when there is something to show, so that nothing moves.
const panels = PANELS.map(([, make]) => make({ el, act, be }));
const boxes = PANELS.map(([title], index) => {
  const box = el("section", { className: "demo", ariaLabel: title });
  addPanel(title, box);
  return [box, panels[index].node];
});
const aside = document.getElementById("panels");
aside.classList.add("demo-panels", "demo-empty");
aside.ariaLabel = "The demo's controls";
aside.tabIndex = -1;
document.querySelector(".skip").after(el("a", { className: "skip", href: "#panels" }, "Skip to the tour"));

function show(seen) {
  for (const panel of panels) panel.show(seen);
  if (!aside.classList.contains("demo-empty")) return;
  for (const [box, node] of boxes) box.append(node);
  aside.classList.remove("demo-empty");
  panels[0].follow();
}

let asking = false;
async function look() {
  if (document.hidden || asking) return;
  asking = true;
  try {
    const answer = await fetch(`/demo/state?${new URLSearchParams({ as: page.me(), channel: page.channel() })}`);
    const seen = await answer.json();
    await styled;
    if (answer.ok) show(seen);
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

// By hand; it stays so when the page is loaded again.
function opened(open) {
  sessionStorage[CLOSED] = open ? "" : "yes";
  page.openPanels(open);
}

const opener = el("button", { type: "button", className: "demo-opener" }, "Demo");
opener.setAttribute("aria-controls", aside.id);
opener.addEventListener("click", () => opened(aside.hidden));
document.addEventListener("panels", ({ detail }) => {
  opener.setAttribute("aria-expanded", String(detail.open));
  if (detail.open) look();
});
aside.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { opened(false); opener.focus(); }
});
document.querySelector("header").append(opener);
opener.setAttribute("aria-expanded", "true");
if (sessionStorage[CLOSED]) page.openPanels(false);
look();
setInterval(look, LOOKS_EVERY);
document.addEventListener("looked", soon);
