// Where one writes: a box that grows, keeps its words per person and place, sends with Enter and completes as one types.
import { iconButton, OPENS_MENU } from "./buttons.js";
import { el, fill } from "./dom.js";
import { completions } from "./complete.js";
import { icon } from "./icons.js";
import { menu } from "./menu.js";
import { act } from "./server.js";
import { channel, isApp, messagesOf, place, state } from "./state.js";
import { edit, picker } from "./tools.js";

const drafts = new Map();
let made = 0;

export class Composer {
  // `thread()` gives the thread it writes into, or ""; `sent()` is called after something was taken.
  constructor(thread, name, sent) {
    this.thread = thread;
    this.sent = sent;
    this.key = "";
    const list = `offers-${made += 1}`;
    this.words = el("textarea", {
      rows: 1, ariaLabel: name, "aria-autocomplete": "list", "aria-controls": list,
      oninput: () => this.typed(), onkeydown: (event) => this.pressed(event), onblur: () => setTimeout(() => this.offer(null), 150),
    });
    this.offers = el("div", { id: list, className: "offers", role: "listbox", ariaLabel: "Completions", hidden: true });
    this.hint = el("div", { className: "hint", hidden: true });
    this.popup = el("div", { className: "completion", hidden: true }, this.hint, this.offers);
    this.send_ = el("button", { type: "submit", className: "send", title: "Send", ariaLabel: "Send", disabled: true }, icon("send"));
    this.shortcuts = iconButton("bolt", "Shortcuts", ({ currentTarget }) => shortcuts(currentTarget), OPENS_MENU);
    const put = (emoji) => this.put(`:${emoji}: `);
    const smile = iconButton("smile", "Emoji", ({ currentTarget }) => picker(currentTarget, put), OPENS_MENU);
    this.node = el("form", { className: "composer", onsubmit: (event) => { event.preventDefault(); this.send(); } },
      this.popup, el("div", { className: "composer-box" }, this.shortcuts, this.words, smile, this.send_));
  }

  focus() { this.words.focus(); }

  draw() {
    const one = channel();
    this.shortcuts.hidden = !state.app.global_shortcuts.length || Boolean(this.thread());
    this.node.hidden = !one || one.archived || !one.member;
    if (this.node.hidden) return;
    const to = isApp(one) ? state.app.name : one.kind === "im" ? one.name : `#${one.name}`;
    this.words.placeholder = this.thread() ? "Reply…" : `Message ${to}`;
    const key = `${state.me} ${one.id} ${this.thread()}`;
    if (key === this.key) return;
    this.key = key;
    this.set(drafts.get(key) ?? "");
    this.offer(null);
  }

  set(text) {
    this.words.value = text;
    this.send_.disabled = !text.trim();
    drafts.set(this.key, text);
  }

  put(text) {
    this.words.setRangeText(text, this.words.selectionStart, this.words.selectionEnd, "end");
    this.words.focus();
    this.typed();
  }

  typed() {
    this.set(this.words.value);
    this.offer(completions(this.words.value, this.words.selectionStart));
  }

  offer(found) {
    this.found = found && (found.items.length || found.hint) ? { ...found, at: 0 } : null;
    this.popup.hidden = !this.found;
    const some = this.found?.items ?? [];
    this.offers.hidden = !some.length;
    this.hint.hidden = !this.found?.hint;
    if (!this.found) { this.words.removeAttribute("aria-activedescendant"); return; }
    this.hint.textContent = this.found.hint;
    fill(this.offers, some.map((item, index) => el("div", {
      role: "option", id: `${this.offers.id}-${index}`, onclick: () => this.complete(index), "aria-selected": "false",
    }, el("strong", {}, item.text), el("span", {}, item.about))));
    this.choose(0);
  }

  choose(index) {
    const count = this.found.items.length;
    if (!count) return;
    this.found.at = (index + count) % count;
    [...this.offers.children].forEach((node, n) => node.setAttribute("aria-selected", String(n === this.found.at)));
    const chosen = this.offers.children[this.found.at];
    chosen.scrollIntoView({ block: "nearest" });
    this.words.setAttribute("aria-activedescendant", chosen.id);
  }

  complete(index) {
    const { items, from } = this.found;
    this.words.setRangeText(`${items[index].text} `, from, this.words.selectionStart, "end");
    this.words.focus();
    this.typed();
  }

  // Enter takes a completion only where the word is not whole yet, so that a finished line is sent at once.
  pressed(event) {
    const some = this.found?.items.length;
    const typed = this.found ? this.words.value.slice(this.found.from, this.words.selectionStart) : "";
    if (event.isComposing) return;
    if (some && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.choose(this.found.at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (some && event.key === "Tab" && !event.shiftKey) {
      event.preventDefault();
      this.complete(this.found.at);
    } else if (this.found && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.offer(null);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (some && typed && this.found.items[this.found.at].text !== typed) this.complete(this.found.at);
      else this.send();
    } else if (event.key === "ArrowUp" && !this.words.value) {
      const own = messagesOf(place().channel, this.thread()).findLast((item) => item.user === state.me && item.raw);
      if (own) { event.preventDefault(); edit(own); }
    }
  }

  async send() {
    const text = this.words.value.trim();
    if (!text) return;
    const { key } = this;
    this.set("");
    this.offer(null);
    const said = await act(state.me, text.startsWith("/") ? "command" : "say", { text, channel: place().channel, thread: this.thread() });
    if (said.ok) { this.sent(); return; }
    drafts.set(key, text); // nothing that was written is lost
    if (this.key === key && !this.words.value) this.set(text);
  }
}

function shortcuts(anchor) {
  const items = state.app.global_shortcuts.map((name) => ({ label: name, act: () => act(state.me, "global_shortcut", { name }) }));
  menu(anchor, [{ heading: state.app.name }, ...items], { label: "Shortcuts" });
}
