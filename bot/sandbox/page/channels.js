// The list at the left: channels, direct messages and apps, with what waits in each.
import { byId, el, fill, keyedList } from "./dom.js";
import { icon } from "./icons.js";
import { avatar, isNight } from "./people.js";
import { oneStop, roving } from "./keys.js";
import { appChannel, channels, isApp, person, place, state } from "./state.js";

const NAMED_AT_MOST = 24; // colleagues listed to write to; more than that are found by "@"
const box = byId("channels");
const settle = oneStop(box, "button.row", (items) => items.find((item) => item.ariaCurrent === "page") ?? items[0]);
roving(box, "button.row, summary");

const { compare } = new Intl.Collator("en", { numeric: true });
const byName = (a, b) => compare(a.name, b.name);

export function drawChannels(go) {
  const all = channels();
  const rooms = all.filter((one) => one.kind !== "im").sort(byName);
  const directs = all.filter((one) => one.kind === "im" && !isApp(one));
  const groups = [
    ["Channels", rooms.filter((one) => one.member && !one.archived).map((one) => room(one, go))],
    ["Direct messages", colleagues(directs, go)],
    ["Apps", [app(go)]],
    ["Channels to join", rooms.filter((one) => !one.member && !one.archived).map((one) => room(one, go)), true],
    ["Archived", rooms.filter((one) => one.archived).map((one) => room(one, go)), true],
  ].filter(([, rows]) => rows.length);
  keyedList(box, groups, { key: ([title]) => title, signature: ([title, rows]) => `${title} ${rows.length}`, make: section });
  for (const [title, rows] of groups) {
    const list = box.querySelector(`:scope > [data-key="${title}"] > ul`);
    keyedList(list, rows, { key: (one) => one.key, signature: (one) => one.signature, make: row });
  }
  settle();
  const waiting = all.filter((one) => one.member).reduce((sum, one) => sum + one.calls, 0);
  fill(byId("menu"), icon("menu"), waiting ? el("span", { className: "badge" }, String(waiting)) : null);
}

// The rows are filled in by keyedList, so the list itself stays as it is.
function section([title, rows, folded]) {
  const id = `section-${title.replaceAll(" ", "-")}`;
  const list = el("ul", { "aria-labelledby": id });
  list._kept = true;
  if (!folded) return el("section", {}, el("h2", { id }, title), list);
  return el("details", {}, el("summary", { id }, icon("right"), `${title} `, el("span", { className: "count" }, String(rows.length))), list);
}

function row({ here, unread, calls, mark, name, title, night, onclick }) {
  const waits = !here && unread > 0;
  const before = mark.startsWith("face ") ? avatar(mark.slice(5), "tiny") : icon(mark);
  const sky = night ? el("span", { className: "sky night" }, icon("moon"), el("span", { className: "unseen" }, ", night there")) : null;
  return el("li", {}, el("button", {
    type: "button", className: waits ? "row unread" : "row", tabIndex: -1, title, onclick, "aria-current": here ? "page" : null,
  }, before, el("span", { className: "row-name" }, name, sky),
  waits && calls ? el("span", { className: "badge" }, String(calls), el("span", { className: "unseen" }, " for you")) : null,
  waits && !calls ? el("span", { className: "unseen" }, " unread") : null));
}

const isHere = (one) => !place().home && place().channel === one?.id;

// What a row shows; it is built anew only when something of it changes.
function told(key, mark, shown, onclick) {
  return { key, mark, ...shown, onclick, signature: `${mark} ${Object.values(shown).join("|")} ${state.people.length}` };
}

const waiting = (direct) => ({ unread: direct?.unread ?? 0, calls: direct?.calls ?? 0 });

function room(one, go) {
  const shown = { here: isHere(one), unread: one.member ? one.unread : 0, calls: one.calls, name: one.name, title: one.name };
  return told(one.id, one.kind === "public_channel" ? "hash" : "lock", shown, () => go({ channel: one.id }));
}

// Everybody can be written to; the conversation begins with the first click.
function colleagues(directs, go) {
  const others = state.people.filter((one) => one.id !== state.me);
  const open = new Map(directs.map((one) => [one.members.find((id) => id !== state.me), one]));
  return others.filter((one, index) => open.has(one.id) || index < NAMED_AT_MOST).map((one) => {
    const direct = open.get(one.id);
    const shown = { here: Boolean(direct) && isHere(direct), ...waiting(direct), name: one.real_name, title: one.real_name, night: isNight(one) };
    return told(one.id, `face ${one.id}`, shown, () => go(direct ? { channel: direct.id } : { talk: one.id }));
  });
}

function app(go) {
  const direct = appChannel();
  const shown = { here: place().home || isHere(direct), ...waiting(direct), name: state.app.name, title: state.app.name };
  return told("app", `face ${state.app.user}`, shown, () => go({ channel: appChannel()?.id ?? "" }));
}

export const nameOf = (id) => person(id)?.real_name ?? (id === state.app?.user ? state.app.name : id);
