// The tour: eight steps, ticked by what really happened; the one to do now is open. It can be left and taken up again;
// a new window, like a new demo, begins with it.
const LEFT = "demo-tour-left";

export function tour({ el, act, be }) {
  const list = el("ol", { className: "demo-tour" });
  const said = el("p", { className: "demo-said", role: "status" });
  const progress = el("p", { className: "demo-progress" });
  const bar = el("progress", { max: 8, value: 0, ariaLabel: "Steps done" });
  const toggle = el("button", { type: "button", className: "demo-quiet", onclick: () => leave(sessionStorage[LEFT] !== "yes") });
  const end = finished(el, go);
  const body = el("div", {}, list, end.node, said);
  let opened = ""; // a step that was opened by hand
  let drawn = "";
  let last = null;
  let at = ""; // the step to do now, and its words

  function leave(left) {
    if (left) sessionStorage[LEFT] = "yes"; else delete sessionStorage[LEFT];
    drawn = "";
    if (last) show(last);
  }

  async function go(todo) {
    if (todo.weather) { // Slack goes, something breaks, and one is whoever that wakes
      await act("/demo/weather", todo.weather);
      await act("/demo/shop", todo.shop);
      be(todo.be, {});
      said.textContent = todo.said;
      return;
    }
    if (todo.be) {
      be(todo.be, { channel: todo.channel, thread: todo.thread, press: todo.press });
      said.textContent = "";
      return;
    }
    said.textContent = todo.time ? "Time passes …" : "Sending …";
    said.textContent = todo.time ? await act("/demo/time", todo.time) : await act("/demo/shop", todo.shop);
  }

  function show(seen) {
    last = seen;
    const left = sessionStorage[LEFT] === "yes";
    const now = JSON.stringify([seen.tour, seen.encore, opened, left]);
    if (now === drawn) return;
    drawn = now;
    const done = seen.tour.filter((step) => step.done).length;
    const current = seen.tour.find((step) => !step.done)?.name ?? "";
    bar.value = done;
    progress.replaceChildren(bar, ` ${done} of ${seen.tour.length} `, toggle);
    toggle.textContent = left ? (done ? "Resume the tour" : "Start the tour") : "Leave the tour";
    body.hidden = left;
    end.node.hidden = done < seen.tour.length;
    end.show([...seen.tour.at(-1).acts, seen.encore]);
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.key : "";
    list.replaceChildren(...seen.tour.map((step, index) => item(step, index, step.name === (opened || current), step.name === current)));
    if (focused) (list.querySelector(`[data-key="${focused}"]`) ?? list.querySelector(".now .demo-todo button, .now button") ?? end.node.querySelector("button"))?.focus();
    const here = `${current} ${seen.tour.find((step) => step.name === current)?.text}`;
    if (here !== at && isInView(list)) follow();
    at = here;
  }

  // Where the panels are low, the step to do now is the one to be seen.
  function follow() {
    (list.querySelector(".now") ?? end.node).scrollIntoView({ block: "nearest" });
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

  return { node: el("div", {}, progress, body), show, follow };
}

// Whoever has scrolled on to another panel stays there.
function isInView(list) {
  const box = list.closest("aside")?.getBoundingClientRect();
  return Boolean(box) && list.getBoundingClientRect().bottom > box.top;
}

function finished(el, go) {
  const steps = ["Create the app from manifest.yml on api.slack.com/apps.", "Make an app-level token with connections:write.",
    "Install it to your workspace.", "Put SLACK_BOT_TOKEN and SLACK_APP_TOKEN into the environment.", "Run meridian serve, and type /incident."];
  const ways = el("div", { className: "demo-buttons" });
  const node = el("div", { className: "demo-end" },
    el("p", {}, el("strong", {}, "That was an incident, around the world."), " Somebody who slept reads it top to bottom."), ways,
    el("p", {}, el("strong", {}, "Connect it to your Slack"), ", in five steps; the README has each in full:"), el("ol", {}, steps.map((step) => el("li", {}, step))),
    el("p", {}, "Or stay: below you can kill the bot and take Slack away, and a second window can be somebody else. Without Slack a page comes to the telephone, at the top right; its number can be proved on the home tab."));
  const show = (acts) => ways.replaceChildren(...acts.map((todo) =>
    el("button", { type: "button", className: todo.weather ? "" : "primary", onclick: () => go(todo) }, todo.label)));
  return { node, show };
}
