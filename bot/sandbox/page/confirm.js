// "Are you sure?", as Block Kit's confirm object asks it.
import { byId, el } from "./dom.js";
import { textObject } from "./text.js";

// Resolves to true when the person agrees.
export function confirmed(ask) {
  if (!ask) return Promise.resolve(true);
  const dialog = byId("confirm");
  const answer = Promise.withResolvers();
  const deny = el("button", { type: "button", onclick: () => dialog.close() }, ask.deny ? textObject(ask.deny) : "Cancel");
  const agree = el("button", { type: "button", className: ask.style ?? "primary", onclick: () => dialog.close("yes") },
    ask.confirm ? textObject(ask.confirm) : "Yes");
  dialog.replaceChildren(
    el("h2", { id: "confirm-title" }, ask.title ? textObject(ask.title) : "Are you sure?"),
    el("div", { className: "confirm-words" }, textObject(ask.text)),
    el("div", { className: "ends" }, deny, agree));
  dialog.returnValue = "";
  dialog.onclose = () => answer.resolve(dialog.returnValue === "yes");
  dialog.showModal();
  agree.focus();
  return answer.promise;
}
