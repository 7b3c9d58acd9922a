// The list at the left: channels, direct messages and apps, with what waits in each.
import { byId, el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { avatar, isNight } from "./people.js";
import { oneStop, roving } from "./keys.js";
import { appChannel, channels, isApp, person, place, state } from "./state.js";

const NAMED_AT_MOST = 24; // colleagues listed to write to; more than that are found by "@"
const box = byId("channels");
const settle = oneStop(box, "button.row", (items) => items.find((item) => item.ariaCurrent === "page") ?? items[0]);
roving(box, "button.row, summary");

const byName = (a, b) => a.name.localeCompare(b.name, undefined, { numeric: true });

export function drawChannels(go) {
  const all = channels();
  const rooms = all.filter((one) => one.kind !== "im").sort(byName);
  const directs = all.filter((one) => one.kind === "im" && !isApp(one));
  fill(box,
    section("Channels", rooms.filter((one) => one.member && !one.archived).map((one) => room(one, go))),
    section("Direct messages", colleagues(directs, go)),
    section("Apps", [app(go)]),
    folded("Channels to join", rooms.filter((one) => !one.member && !one.archived), go),
    folded("Archived", rooms.filter((one) => one.archived), go));
  settle();
  const waiting = all.filter((one) => one.member).reduce((sum, one) => sum + one.calls, 0);
  fill(byId("menu"), icon("menu"), waiting ? el("span", { className: "badge" }, String(waiting)) : null);
}

function section(title, rows) {
  const id = `section-${title.replaceAll(" ", "-")}`;
  return el("section", { dataset: { key: title } }, el("h2", { id }, title), el("ul", { "aria-labelledby": id }, rows));
}

function folded(title, list, go) {
  if (!list.length) return null;
  return el("details", { dataset: { key: title } }, el("summary", {}, icon("right"), `${title} `, el("span", { className: "count" }, String(list.length))),
    el("ul", { ariaLabel: title }, list.map((one) => room(one, go))));
}

function row({ key, here, unread, calls, before, name, title, onclick }) {
  const waits = !here && unread > 0;
  return el("li", { dataset: { key } }, el("button", {
    type: "button", className: waits ? "row unread" : "row", tabIndex: -1, title, onclick, "aria-current": here ? "page" : null,
  }, before, el("span", { className: "row-name" }, name),
  waits && calls ? el("span", { className: "badge" }, String(calls), el("span", { className: "unseen" }, " for you")) : null,
  waits && !calls ? el("span", { className: "unseen" }, " unread") : null));
}

const isHere = (one) => !place().home && place().channel === one?.id;

function room(one, go) {
  return row({
    key: one.id, here: isHere(one), unread: one.member ? one.unread : 0, calls: one.calls, name: one.name, title: one.name,
    before: icon(one.kind === "public_channel" ? "hash" : "lock"), onclick: () => go({ channel: one.id }),
  });
}

// Everybody can be written to; the conversation begins with the first click.
function colleagues(directs, go) {
  const others = state.people.filter((one) => one.id !== state.me);
  const open = new Map(directs.map((one) => [one.members.find((id) => id !== state.me), one]));
  return others.filter((one, index) => open.has(one.id) || index < NAMED_AT_MOST).map((one) => {
    const direct = open.get(one.id);
    return row({
      key: one.id, here: Boolean(direct) && isHere(direct), unread: direct?.unread ?? 0, calls: direct?.calls ?? 0, title: one.real_name,
      name: [one.real_name, isNight(one) ? el("span", { className: "sky night" }, icon("moon"), el("span", { className: "unseen" }, ", night there")) : null],
      before: avatar(one.id, "tiny"), onclick: () => go({ talk: one.id }),
    });
  });
}

function app(go) {
  const direct = appChannel();
  return row({
    key: "app", here: place().home || isHere(direct), unread: direct?.unread ?? 0, calls: direct?.calls ?? 0, name: state.app.name,
    title: state.app.name, before: avatar(state.app.user, "tiny"), onclick: () => go({ channel: direct?.id ?? "" }),
  });
}

export const nameOf = (id) => person(id)?.real_name ?? (id === state.app?.user ? state.app.name : id);
