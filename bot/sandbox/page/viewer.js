// A file, open to be read: Markdown as it is meant, other text as it is; and a way to keep it.
import { byId, el } from "./dom.js";
import { icon } from "./icons.js";
import { markdown } from "./markdown.js";

export const address = (file) => `${new URL(file.url_private).pathname}?sandbox=1`;

export const size = (bytes) => bytes < 1024 ? `${bytes} bytes` : bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;

const KINDS = { md: "Markdown", json: "JSON", csv: "CSV", txt: "Text", html: "HTML", log: "Log" };
export const kind = (file) => KINDS[file.filetype] ?? file.pretty_type;

export async function view(file) {
  const dialog = byId("viewer");
  const body = el("div", { className: "viewer-body", tabIndex: 0 }, "Opening …");
  dialog.replaceChildren(
    el("header", {},
      el("span", { className: "file-icon" }, icon("file")),
      el("div", { className: "viewer-title" }, el("h2", { id: "viewer-title" }, file.title),
        el("small", { className: "note" }, `${kind(file)} · ${size(file.size)}`)),
      el("a", { className: "button", href: address(file), download: file.name }, icon("load"), "Download"),
      el("button", { type: "button", className: "plain", ariaLabel: "Close", onclick: () => dialog.close() }, icon("close"))),
    body);
  dialog.showModal();
  body.focus();
  try {
    const answer = await fetch(address(file));
    const text = await answer.text();
    body.replaceChildren(file.filetype === "md" ? markdown(text) : el("pre", {}, text));
  } catch {
    body.replaceChildren("The file can't be read now. Close this and open it again.");
  }
}
