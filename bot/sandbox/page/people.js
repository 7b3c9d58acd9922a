// Who there is to be: their faces, where they are and what time it is for them; one click and the window is theirs.
import { byId, el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { nowThere, person, state } from "./state.js";
import { roving } from "./keys.js";

const COLOURS = 8; // as many as styles/people.css has
const NIGHT = [22, 7];
const formats = new Map();

export const city = (one) => (one.tz.split("/").at(-1) || "UTC").replaceAll("_", " ");

function format(one) {
  const key = `${one.tz} ${one.hours24}`;
  if (!formats.has(key)) {
    formats.set(key, [
      new Intl.DateTimeFormat(one.hours24 ? "en-GB" : "en-US", { timeZone: one.tz, hour: one.hours24 ? "2-digit" : "numeric", minute: "2-digit", hour12: !one.hours24 }),
      new Intl.DateTimeFormat("en-GB", { timeZone: one.tz, hour: "2-digit", hour12: false }),
      new Intl.DateTimeFormat("en-GB", { timeZone: one.tz, weekday: "long" }),
    ]);
  }
  return formats.get(key);
}

export const localTime = (one) => format(one)[0].format(nowThere());
const hour = (one) => Number.parseInt(format(one)[1].format(nowThere()), 10) % 24;
export const isNight = (one) => hour(one) >= NIGHT[0] || hour(one) < NIGHT[1];
const weekday = (one) => format(one)[2].format(nowThere());

const initials = (name) => {
  const words = name.split(/\s+/).filter(Boolean);
  return ((words[0]?.[0] ?? "?") + (words.length > 1 ? words.at(-1)[0] : "")).toUpperCase();
};

export function avatar(id, size = "") {
  const one = person(id);
  if (!one) return el("span", { className: `avatar app ${size}`, ariaHidden: "true" }, icon("app"));
  const colour = state.people.indexOf(one) % COLOURS;
  return el("span", { className: `avatar colour-${colour} ${size}`, ariaHidden: "true" }, initials(one.real_name));
}

const sky = (one) => el("span", { className: isNight(one) ? "sky night" : "sky", title: isNight(one) ? "night there" : "day there" },
  icon(isNight(one) ? "moon" : "sun"), el("span", { className: "unseen" }, isNight(one) ? "(night)" : "(day)"));

const where = (one) => el("span", { className: "where" }, el("span", { className: "city" }, city(one)), " ", el("span", { className: "clock" }, localTime(one)));

// Direct messages, text messages and a call: what makes a phone buzz in a pocket.
const waits = (one) => one.phone.count + (one.telephone?.waiting ?? 0);

function phone(one) {
  const count = waits(one);
  if (!count || one.id === state.me) return null;
  const words = one.telephone?.rings ? "the telephone rings" : `${count} ${count === 1 ? "message waits" : "messages wait"}`;
  const key = `phone ${one.phone.ts} ${one.telephone?.ts} ${one.telephone?.rings}`; // a new message is a new badge, and so it buzzes again
  return el("span", { className: "badge phone", dataset: { key } }, String(count), el("span", { className: "unseen" }, ` (${words})`));
}

function glance(one) {
  if (one.id === state.me || !waits(one)) return `Be ${one.real_name}`;
  if (one.telephone?.rings) return `${one.real_name}’s phone rings`;
  return `On ${one.real_name}’s phone: ${one.telephone?.text || one.phone.text}`;
}

function face(one, be, short) {
  const current = one.id === state.me;
  return el("button", { type: "button", className: "face", title: glance(one), dataset: { key: one.id }, onclick: () => be(one), "aria-pressed": String(current) },
    el("span", { className: "portrait" }, avatar(one.id), phone(one)),
    el("span", { className: "who" }, el("span", { className: "name" }, short ? one.real_name.split(" ")[0] : one.real_name, sky(one)), where(one)));
}

let drawn = "";

// The row in the header, the button that stands for it on a phone, and the sheet that it opens.
export function drawPeople(be) {
  const me = person();
  const sign = JSON.stringify([state.me, state.people, state.people.map(localTime)]);
  if (sign === drawn) return;
  drawn = sign;
  fill(byId("faces"), state.people.map((one) => face(one, be, true)));
  const waiting = state.people.filter((one) => one.id !== state.me).reduce((sum, one) => sum + waits(one), 0);
  fill(byId("be"), el("span", { className: "portrait" }, avatar(me.id), waiting ? el("span", { className: "badge phone" }, String(waiting)) : null),
    el("span", { className: "who" }, el("span", { className: "name" }, me.real_name.split(" ")[0], sky(me)), where(me)),
    el("span", { className: "unseen" }, waiting ? `; be someone else: ${waiting} messages wait for others` : "; be someone else"));
  byId("be").title = `${me.real_name}, ${city(me)}, ${weekday(me)} ${localTime(me)}`;
  fill(byId("sheet-faces"), state.people.map((one) => face(one, (who) => { byId("people-sheet").close(); be(who); }, false)));
}

roving(byId("faces"), "button", "horizontal");
roving(byId("sheet-faces"), "button");
byId("be").onclick = () => byId("people-sheet").showModal();
byId("people-sheet").addEventListener("click", (event) => {
  if (event.target === event.currentTarget || event.target.closest("[data-close]")) event.currentTarget.close();
});
