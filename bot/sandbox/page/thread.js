// A thread, beside the channel it belongs to.
import { byId, el } from "./dom.js";
import { icon } from "./icons.js";
import { Log } from "./log.js";
import { channel, messagesOf, place, state } from "./state.js";

let log = null;
let composer = null;
const box = byId("thread");

export function beginThread({ go, editor, compose }) {
  const title = el("h2", {}, "Thread");
  const where = el("span", { className: "note" });
  const scroller = el("div", { className: "log", tabIndex: 0, role: "log", "aria-live": "off", ariaLabel: "Thread" });
  composer = compose(() => place().thread, () => log.toBottom());
  const close = () => { go({ thread: "" }); byId("messages").querySelector(`article[data-ts="${CSS.escape(last)}"]`)?.focus(); };
  let last = "";
  box.replaceChildren(
    el("header", {}, el("button", { type: "button", className: "plain back", ariaLabel: "Back to the channel", onclick: close }, icon("back")), title, where,
      el("button", { type: "button", className: "plain close", ariaLabel: "Close thread", onclick: close }, icon("close"))),
    scroller, composer.node);
  log = new Log(scroller, {});
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    last = place().thread;
    close();
  });
  beginThread.draw = (fresh) => {
    const at = place();
    const open = Boolean(at.thread) && !at.home;
    box.hidden = !open;
    document.body.classList.toggle("has-thread", open);
    if (!open) return;
    last = at.thread;
    const one = channel();
    const items = messagesOf(at.channel, at.thread);
    where.textContent = one.kind === "im" ? one.name : `#${one.name}`;
    const replies = items.length - 1;
    const divider = replies > 0 ? `${replies} ${replies === 1 ? "reply" : "replies"}` : "";
    const inside = fresh.filter((item) => item.thread_ts === at.thread);
    log.draw(`${state.me} ${at.channel} ${at.thread}`, items, { channel: at.channel, editor }, { fresh: inside, divider });
    composer.draw();
  };
}

export const drawThread = (fresh) => beginThread.draw(fresh);
export const focusThread = () => composer.focus();
