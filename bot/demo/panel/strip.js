// The next 24 hours as a strip: a row a person with night and shifts, marks for what is due, and a slider to let time pass.
const DAY = 24 * 60; // minutes
const SAID = { night: "night", primary: "on call", backup: "backup", off: "time off" };

export function strip({ el, be, go }) {
  const rows = el("div", { className: "demo-rows" });
  const marks = el("div", { className: "demo-marks" });
  const hours = el("div", { className: "demo-hours", ariaHidden: "true" });
  const slider = el("input", { type: "range", min: "0", max: String(DAY), step: "5", value: "0", disabled: true, className: "demo-slider" });
  const target = el("output", { className: "demo-target" });
  slider.setAttribute("aria-label", "Let time pass up to");
  let seen = null;
  let drawn = "";

  const at = (minutes) => new Date(Date.parse(seen.now) + minutes * 60_000);
  const zone = () => window.sandboxPage.zone();
  const clock = (when) => when.toLocaleTimeString("en-GB", { timeZone: zone(), hour: "2-digit", minute: "2-digit" });
  const percent = (iso) => Math.min(100, Math.max(0, (Date.parse(iso) - Date.parse(seen.now)) / (DAY * 600)));

  slider.addEventListener("input", () => {
    const minutes = Number(slider.value);
    const words = minutes ? `to ${clock(at(minutes))}, in ${Math.floor(minutes / 60)} h ${minutes % 60} min` : "";
    target.textContent = words;
    slider.setAttribute("aria-valuetext", words || "now");
  });
  slider.addEventListener("change", async () => {
    const minutes = Number(slider.value);
    if (minutes) await go(at(minutes).toISOString());
    slider.value = "0";
    target.textContent = "";
  });

  function show(found) {
    seen = found;
    slider.disabled = false;
    const now = JSON.stringify([found.people, found.ahead.map((one) => one.at + one.what), found.now.slice(0, 16), zone()]);
    if (now === drawn) return;
    drawn = now;
    const focused = document.activeElement?.dataset?.who;
    rows.replaceChildren(...found.people.map(row));
    if (focused && !rows.contains(document.activeElement)) rows.querySelector(`[data-who="${focused}"]`)?.focus();
    marks.replaceChildren(...found.ahead.slice(0, 12).map(mark));
    hours.replaceChildren(...[0, 6, 12, 18].map((hour) => el("span", {}, hour ? clock(at(hour * 60)) : "now")));
  }

  function row(person) {
    const parts = person.day.map((part) => {
      const made = el("span", { className: `demo-part demo-${part.what}`, title: `${SAID[part.what] ?? part.what}, ${clock(new Date(part.since))} to ${clock(new Date(part.until))} your time` });
      made.style.left = `${percent(part.since)}%`;
      made.style.width = `${percent(part.until) - percent(part.since)}%`;
      return made;
    });
    const words = person.day.map((part) => `${SAID[part.what] ?? part.what} ${clock(new Date(part.since))} to ${clock(new Date(part.until))}`).join(", ");
    const name = el("button", { type: "button", className: "demo-who", dataset: { who: person.slack }, title: `Be ${person.name}`, onclick: () => be(person.slack, {}) },
      el("span", { className: "demo-name" }, person.name.split(" ")[0], person.on_call ? el("span", { className: "demo-pager" }, " on call") : "",
        person.off ? el("span", { className: "demo-away" }, " off") : ""),
      el("small", {}, `${person.place} ${person.time.slice(-5)} ${person.night ? "☾" : "☀"}`));
    return el("div", { className: "demo-row" }, name, el("div", { className: "demo-line", role: "img", ariaLabel: `${person.name}: ${words}` }, parts));
  }

  function mark(one) {
    const made = el("span", { className: "demo-mark", title: `${clock(new Date(one.at))} ${one.what}` });
    made.style.left = `${percent(one.at)}%`;
    return made;
  }

  const key = el("p", { className: "demo-key" }, ...[["primary", "on call"], ["backup", "backup"], ["night", "night"], ["off", "time off"]].map(([what, words]) =>
    el("span", {}, el("span", { className: `demo-swatch demo-${what}` }), ` ${words}`)));
  return { node: el("div", { className: "demo-strip" }, rows,
    el("div", { className: "demo-row" }, el("span", { className: "demo-label" }, "Due"), el("div", { className: "demo-line demo-due" }, marks)),
    el("div", { className: "demo-row" }, el("label", { className: "demo-label" }, "Time"), el("div", {}, slider, hours)), target, key), show };
}
