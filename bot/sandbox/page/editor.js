// One's own message, being changed in its place.
import { el } from "./dom.js";
import { act } from "./server.js";
import { place, state } from "./state.js";
import { edit } from "./tools.js";

export function editor(item) {
  const words = el("textarea", { rows: 2, value: item.raw, ariaLabel: "Edit message", dataset: { key: "editor" } });
  const save = async () => {
    const text = words.value.trim();
    if (text && text !== item.raw) await act(state.me, "edit", { channel: place().channel, ts: item.ts, text });
    edit(null);
  };
  words.onkeydown = (event) => {
    const does = { Escape: () => edit(null), Enter: event.shiftKey ? null : save }[event.key];
    if (!does) return;
    event.preventDefault();
    event.stopPropagation();
    does();
  };
  requestAnimationFrame(() => {
    if (!words.isConnected) return;
    words.focus();
    words.setSelectionRange(words.value.length, words.value.length);
  });
  return el("div", { className: "editor" }, words, el("div", { className: "ends" },
    el("button", { type: "button", className: "small", onclick: () => edit(null) }, "Cancel"),
    el("button", { type: "button", className: "primary small", onclick: save }, "Save")));
}
