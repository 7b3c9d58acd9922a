// The tour: eight steps, ticked by what really happened; the one to do now is open. It can be left and taken up again.
const LEFT = "demo-tour-left";

export function tour({ el, act, be }) {
  const list = el("ol", { className: "demo-tour" });
  const said = el("p", { className: "demo-said", role: "status" });
  const progress = el("p", { className: "demo-progress" });
  const bar = el("progress", { max: 8, value: 0, ariaLabel: "Steps done" });
  const toggle = el("button", { type: "button", className: "demo-quiet", onclick: () => leave(localStorage[LEFT] !== "yes") });
  const end = finished(el);
  const body = el("div", {}, list, end, said);
  let opened = ""; // a step that was opened by hand
  let drawn = "";
  let last = null;

  function leave(left) {
    if (left) localStorage[LEFT] = "yes"; else delete localStorage[LEFT];
    drawn = "";
    if (last) show(last);
  }

  async function go(todo) {
    if (todo.be) {
      be(todo.be, { channel: todo.channel, thread: todo.thread });
      said.textContent = "";
      return;
    }
    said.textContent = todo.time ? "Time passes …" : "Sending …";
    said.textContent = todo.time ? await act("/demo/time", todo.time) : await act("/demo/shop", todo.shop);
  }

  function show(seen) {
    last = seen;
    const left = localStorage[LEFT] === "yes";
    const now = JSON.stringify([seen.tour, opened, left]);
    if (now === drawn) return;
    drawn = now;
    const done = seen.tour.filter((step) => step.done).length;
    const current = seen.tour.find((step) => !step.done)?.name ?? "";
    bar.value = done;
    progress.replaceChildren(bar, ` ${done} of ${seen.tour.length} `, toggle);
    toggle.textContent = left ? (done ? "Resume the tour" : "Start the tour") : "Leave the tour";
    body.hidden = left;
    end.hidden = done < seen.tour.length;
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.key : "";
    list.replaceChildren(...seen.tour.map((step, index) => item(step, index, step.name === (opened || current), step.name === current)));
    if (focused) list.querySelector(`[data-key="${focused}"]`)?.focus();
  }

  function item(step, index, open, current) {
    const mark = el("span", { className: "demo-tick", ariaHidden: "true" }, step.done ? "✓" : String(index + 1));
    const state = step.done ? "done" : current ? "now" : "to come";
    const head = el("button", { type: "button", className: "demo-step", dataset: { key: step.name }, onclick: () => {
      opened = open ? "" : step.name;
      drawn = "";
      show(last);
    } }, mark, el("span", {}, step.title), el("span", { className: "demo-unseen" }, `(${state})`));
    head.setAttribute("aria-expanded", String(open));
    const inside = open ? el("div", { className: "demo-todo" }, el("p", {}, step.text),
      el("div", { className: "demo-buttons" }, step.acts.map((todo, i) => el("button", {
        type: "button", className: current ? "primary" : "", dataset: { key: `${step.name}-${i}` }, onclick: () => go(todo),
      }, todo.label)))) : "";
    const made = el("li", { className: `${step.done ? "done" : ""} ${current ? "now" : ""}` }, head, inside);
    if (current) made.setAttribute("aria-current", "step");
    return made;
  }

  return { node: el("div", {}, progress, body), show };
}

function finished(el) {
  const steps = ["Create the app from manifest.yml on api.slack.com/apps.", "Make an app-level token with connections:write.",
    "Install it to your workspace.", "Put SLACK_BOT_TOKEN and SLACK_APP_TOKEN into the environment.", "Run meridian serve, and type /incident."];
  return el("div", { className: "demo-end" }, el("p", {}, el("strong", {}, "That was an incident, around the world. "),
    "Connect it to your Slack, in five steps; the README has each in full:"), el("ol", {}, steps.map((step) => el("li", {}, step))));
}
