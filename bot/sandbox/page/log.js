// A list of messages that keeps its place: at the bottom it stays there, elsewhere nothing moves under the reader.
import { el, keyedList } from "./dom.js";
import { icon } from "./icons.js";
import { oneStop, roving } from "./keys.js";
import { follows, message } from "./messages.js";
import { state } from "./state.js";
import { editing } from "./tools.js";

const KEPT = 12;
const NEAR = 60; // pixels from the bottom that count as being there

export class Log {
  // `box` scrolls; `older()` asks for what came before, where there is more.
  constructor(box, { older } = {}) {
    this.box = box;
    this.lists = new Map();
    this.list = el("div", { className: "log-list" });
    this.pill = el("button", { type: "button", className: "pill", hidden: true, onclick: () => this.toBottom(true) });
    this.older = el("button", { type: "button", className: "older", hidden: true, onclick: older }, "Show earlier messages");
    box.replaceChildren(this.older, this.list);
    box.after(el("div", { className: "pill-place" }, this.pill));
    this.pinned = true;
    this.seen = 0; // where the box stood when `pinned` was last found out
    this.shown = "";
    this.waiting = 0;
    box.addEventListener("scroll", () => this.scrolled(older), { passive: true });
    roving(box, "article.message");
    this.settle = oneStop(box, "article.message", (items) => items.at(-1));
    this.sizes = new ResizeObserver(() => { this.lookWhere(); if (this.pinned) this.toBottom(); });
    this.sizes.observe(box);
  }

  // The lists that were looked at last are kept as they were drawn, so that going back to one takes no time.
  open(name) {
    const list = this.lists.get(name) ?? el("div", { className: "log-list" });
    this.lists.delete(name);
    this.lists.set(name, list);
    if (this.lists.size > KEPT) this.lists.delete(this.lists.keys().next().value);
    this.sizes.unobserve(this.list);
    this.list.replaceWith(list);
    this.list = list;
    this.sizes.observe(list);
    this.pinned = true;
  }

  scrolled(older) {
    this.lookWhere();
    if (this.pinned) this.await(0);
    if (this.box.scrollTop < 200 && !this.older.hidden && !this.asked) { this.asked = true; older(); }
  }

  // A browser tells of scrolling a frame late, and later when it is busy: what is drawn meanwhile must not pull back.
  lookWhere() {
    if (this.box.scrollTop === this.seen || !this.box.clientHeight) return; // a hidden box stands nowhere
    this.seen = this.box.scrollTop;
    this.pinned = this.box.scrollHeight - this.seen - this.box.clientHeight < NEAR;
  }

  toBottom(smooth = false) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.pinned = true;
    this.box.scrollTo({ top: this.box.scrollHeight, behavior: smooth && !still ? "smooth" : "instant" });
    this.seen = this.box.scrollTop;
    this.await(0);
  }

  await(count) {
    this.waiting = count;
    this.pill.hidden = !count;
    if (count) this.pill.replaceChildren(icon("down"), `${count} new ${count === 1 ? "message" : "messages"}`);
  }

  // `name` tells conversations apart; `at` is what each message needs (see messages.js); `fresh` came just now.
  draw(name, items, at, { more = false, newFrom = "", fresh = [], divider, intro } = {}) {
    const other = this.shown !== name;
    this.shown = name;
    if (other) this.open(name);
    else this.lookWhere();
    const stands = this.pinned ? null : this.topmost();
    this.older.hidden = !more;
    const beginning = intro && !more ? [{ key: "intro", sign: intro.sign, make: intro.make }] : [];
    keyedList(this.list, [...beginning, ...rows(items, newFrom, divider)], {
      key: (row) => row.key, signature: (row) => `${name} ${row.sign}`, make: (row) => row.make(at),
    });
    this.settle();
    if (this.pinned) this.toBottom();
    else this.keep(stands);
    if (!this.pinned && fresh.length) this.await(this.waiting + fresh.length);
    this.asked = false;
  }

  // The first message one sees, and how far below the upper edge it ends: its head goes when earlier ones come above.
  topmost() {
    const edge = this.box.getBoundingClientRect().top;
    const first = [...this.list.querySelectorAll("article.message")].find((one) => one.getBoundingClientRect().bottom > edge);
    return first && { first, below: first.getBoundingClientRect().bottom - edge };
  }

  keep(stands) {
    if (!stands?.first.isConnected) return;
    const moved = stands.first.getBoundingClientRect().bottom - this.box.getBoundingClientRect().top - stands.below;
    if (moved) this.box.scrollTop += moved;
    this.seen = this.box.scrollTop;
  }

  get atBottom() { return this.pinned; }
}

// Day lines, the line before what is new, and the messages.
function rows(items, newFrom, divider) {
  const found = [];
  let before = null;
  for (const item of items) {
    if (item.day !== before?.day) found.push({ key: `day ${item.day}`, sign: item.day, make: () => el("div", { className: "day" }, el("span", {}, item.day)) });
    if (newFrom && item.ts >= newFrom && !(before && before.ts >= newFrom)) {
      found.push({ key: "new", sign: "", make: () => el("div", { className: "new-line" }, el("span", {}, "New")) });
      before = null;
    }
    const joined = follows(item, before);
    const sign = `${state.me} ${joined} ${editing(item)} ${state.people.length} ${item.told}`;
    found.push({ key: item.ts, sign, make: (at) => message(item, { ...at, joined }) });
    if (divider && item === items[0]) found.push({ key: "divider", sign: divider, make: () => el("div", { className: "reply-count" }, divider) });
    before = item;
  }
  return found;
}
