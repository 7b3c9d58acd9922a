// Time: the hour in each place and who has the pager there, what comes next, and buttons to go on.
const STEPS = [["+1 min", 1], ["+5 min", 5], ["+1 h", 60]];

export function clock({ el, act }) {
  const places = el("tbody");
  const next = el("p", { className: "demo-next" });
  const said = el("p", { className: "demo-said", role: "status" });
  const buttons = STEPS.map(([label, minutes]) => button(label, { minutes }));
  const jump = button("To what comes next", { to: "next" });
  const steps = el("div", { className: "demo-buttons", role: "group", ariaLabel: "Let time pass" }, ...buttons, jump);
  const head = el("tr", {}, ...["Place", "Time there", "On call"].map((title) => el("th", { scope: "col" }, title)));
  const table = el("table", { className: "demo-places" }, el("thead", {}, head), places);

  function button(label, body) {
    return el("button", { type: "button", onclick: () => go(body) }, label);
  }

  async function go(body) {
    if (steps.ariaBusy === "true") return;
    steps.ariaBusy = "true";
    said.textContent = "Time passes …";
    try {
      said.textContent = await act("/demo/time", body);
    } catch {
      said.textContent = "The demo does not answer. Is it still running in the terminal?";
    }
    steps.ariaBusy = "false";
  }

  function show(seen) {
    places.replaceChildren(...seen.places.map((place) => el("tr", {},
      el("th", { scope: "row" }, place.name),
      el("td", {}, place.time, place.night ? el("span", { title: "night", role: "img", ariaLabel: "night" }, " ☾") : ""),
      el("td", {}, place.on_call.join(", ") || "–"))));
    next.textContent = seen.coming ? `Next, in ${seen.coming.in}: ${seen.coming.what}.` : "Nothing comes by itself.";
  }

  return { node: el("div", {}, table, next, steps, said), show };
}
