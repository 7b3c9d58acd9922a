// The shop's monitoring: which sender, how bad, and for each service buttons that make it speak; then what the door said.
const ACTS = [["fire", "Fire"], ["repeat", "Repeat"], ["resolve", "Resolve"], ["flood", "Fire 200"]];

export function shop({ el, act }) {
  const services = el("ul", { className: "demo-services" });
  const answers = el("ol", { className: "demo-answers" });
  const said = el("p", { className: "demo-said", role: "status" });
  const sender = el("select", { id: "demo-sender" });
  const severity = el("select", { id: "demo-severity" });
  const choice = el("div", { className: "demo-choice" },
    el("label", { htmlFor: sender.id }, "Sent by", sender), el("label", { htmlFor: severity.id }, "Severity", severity));
  const command = el("code", { tabIndex: 0 });
  const rows = new Map();
  let last = null;
  sender.addEventListener("change", () => show(last));

  async function go(button, service, what) {
    if (button.getAttribute("aria-disabled") === "true") {
      said.textContent = `Nothing fires at ${service} by this sender; fire it first.`;
      return;
    }
    said.textContent = "Sending …";
    said.textContent = await act("/demo/shop", { act: what, service, kind: sender.value, severity: severity.value });
  }

  function begin(seen) {
    sender.replaceChildren(...seen.senders.map((s) => el("option", { value: s.kind }, s.name)));
    severity.replaceChildren(...seen.severities.map((word) => el("option", { value: word }, word)));
    services.replaceChildren(...seen.services.map(({ name }) => {
      const state = el("span", { className: "demo-state" });
      const buttons = ACTS.map(([what, label]) =>
        el("button", { type: "button", ariaLabel: `${label} ${name}`, onclick: (event) => go(event.currentTarget, name, what) }, label));
      rows.set(name, { state, buttons });
      return el("li", {}, el("div", { className: "demo-service" }, el("strong", {}, name), state),
        el("div", { className: "demo-buttons", role: "group", ariaLabel: name }, ...buttons));
    }));
  }

  function show(seen) {
    if (!seen) return;
    if (!last) begin(seen);
    last = seen;
    const names = Object.fromEntries(seen.senders.map((s) => [s.kind, s.name]));
    for (const { name, firing } of seen.services) {
      const { state, buttons } = rows.get(name);
      const burning = Object.entries(firing);
      state.textContent = burning.map(([kind, it]) => `${names[kind]}: ${it.severity}${it.pods > 1 ? ` ×${it.pods}` : ""} for ${it.for}`).join(", ") || "quiet";
      state.classList.toggle("demo-firing", burning.length > 0);
      const [, repeat, resolve] = buttons; // what does not fire can neither repeat nor end
      for (const button of [repeat, resolve]) button.setAttribute("aria-disabled", String(!(sender.value in firing)));
    }
    command.textContent = seen.by_hand;
    answers.replaceChildren(...seen.answers.map(answer));
  }

  function answer(it) {
    const times = it.requests > 1 ? ` in ${it.requests} requests` : "";
    const tries = it.tries > 1 ? `, try ${it.tries}` : "";
    return el("li", { className: it.taken ? "" : "demo-refused" },
      `${it.sender} ${it.what} for ${it.service}${times}: `,
      el("strong", {}, String(it.status || "no answer")), ` after ${it.milliseconds} ms${tries} `, el("code", {}, it.text));
  }

  const hand = el("details", { className: "demo-heard" }, el("summary", {}, "Send an alert of your own"), el("pre", {}, command));
  const heard = el("details", { className: "demo-heard", open: true }, el("summary", {}, "What the bot's doors answered"), answers);
  return { node: el("div", {}, choice, services, said, heard, hand), show };
}
