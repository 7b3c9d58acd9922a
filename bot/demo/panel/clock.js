// Time: the hour in each place and who has the pager there, what comes next, and buttons to go on.
const STEPS = [["+1 min", 1], ["+5 min", 5], ["+1 h", 60]];

export function clock({ el, act }) {
  const places = el("tbody");
  const next = el("p", { className: "demo-next" });
  const said = el("p", { className: "demo-said", role: "status" });
  const buttons = STEPS.map(([label, minutes]) => button(label, { minutes }));
  const jump = button("To the next", { to: "next" });
  const steps = el("div", { className: "demo-buttons", role: "group", ariaLabel: "Let time pass" }, ...buttons, jump);
  const head = el("tr", {}, ...["Place", "Time there", "On call"].map((title) => el("th", { scope: "col" }, title)));
  const table = el("table", { className: "demo-places" }, el("thead", {}, head), places);

  let drawn = "";

  function button(label, body) {
    return el("button", { type: "button", onclick: () => go(body) }, label);
  }

  async function go(body) {
    if (steps.ariaBusy === "true") return; // one move at a time
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
    const now = JSON.stringify(seen.places);
    if (now !== drawn) places.replaceChildren(...seen.places.map((place) => el("tr", {},
      el("th", { scope: "row" }, place.name),
      el("td", {}, place.time, place.night ? el("span", { title: "night", role: "img", ariaLabel: "night" }, " ☾") : ""),
      el("td", {}, ...(place.on_call.length ? place.on_call.flatMap((person, i) => [i ? ", " : "", seenAs(person)]) : ["–"])))));
    drawn = now;
    jump.ariaDisabled = String(!seen.coming);
    next.textContent = seen.coming ? `Next, in ${seen.coming.in}: ${seen.coming.what}.` : "Nothing comes by itself.";
  }

  // The page itself reads ?as= when it opens.
  function seenAs(person) {
    return el("a", { href: `/?as=${person.slack}`, title: `Look at Slack as ${person.name}` }, person.name);
  }

  return { node: el("div", {}, table, next, steps, said), show };
}
