// Time: everybody's next 24 hours, what comes next, and ways to go on: buttons, the strip's marks, a slider.
import { strip } from "./strip.js";

const STEPS = [["+1 min", 1], ["+5 min", 5], ["+1 h", 60]];

export function clock({ el, act, be }) {
  const next = el("p", { className: "demo-next", id: "demo-next" });
  const said = el("p", { className: "demo-said", role: "status" });
  const buttons = STEPS.map(([label, minutes]) => el("button", { type: "button", onclick: () => go({ minutes }) }, label));
  const jump = el("button", { type: "button", onclick: () => go({ to: "next" }) }, "To the next");
  jump.setAttribute("aria-describedby", next.id);
  const steps = el("div", { className: "demo-buttons", role: "group", ariaLabel: "Let time pass" }, ...buttons, jump);
  const day = strip({ el, be, go: (until) => go({ until }) });
  const list = el("ol", { className: "demo-ahead" });
  const ahead = el("details", { className: "demo-heard" }, el("summary", {}, "All that is due in the next 24 hours"), list);
  let drawn = "";

  async function go(body) {
    if (steps.ariaBusy === "true") return; // one move at a time
    steps.ariaBusy = "true";
    said.textContent = "Time passes …";
    said.textContent = await act("/demo/time", body);
    steps.ariaBusy = "false";
  }

  function show(seen) {
    day.show(seen);
    jump.setAttribute("aria-disabled", String(!seen.coming));
    const zone = page().zone();
    next.replaceChildren(...(seen.coming
      ? [el("strong", {}, `Next, at ${at(seen.coming.at, zone)}:`), ` ${seen.coming.what}, in ${seen.coming.in}.`] : ["Nothing comes by itself."]));
    const now = JSON.stringify([seen.ahead.map((one) => one.at + one.what), zone]);
    if (now === drawn) return;
    drawn = now;
    list.replaceChildren(...seen.ahead.map((one) => el("li", {}, el("button", { type: "button", className: "demo-quiet", onclick: () => go({ until: one.at }) },
      el("strong", {}, at(one.at, zone)), ` ${capital(one.what)}`))));
  }

  return { node: el("div", {}, day.node, next, steps, said, ahead), show };
}

const page = () => window.sandboxPage;
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const at = (iso, zone) => new Date(iso).toLocaleTimeString("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
