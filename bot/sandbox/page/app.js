// The page itself: where I go, a fresh look after each change, and everything drawn from what it told.
import { drawChannels } from "./channels.js";
import { Composer } from "./composer.js";
import { byId, el, narrow } from "./dom.js";
import { editor } from "./editor.js";
import { beginJump } from "./jump.js";
import { drawModal } from "./modal.js";
import { drawPeople } from "./people.js";
import { closeDrawer, openPanels } from "./panes.js";
import { atBottom, beginRoom, drawRoom, lead, showMessage, showToPress, toBottom } from "./room.js";
import { act, announce, look, read, toast } from "./server.js";
import { appChannel, channel, mine, person, place, question, roomOf, state, take } from "./state.js";
import { onChange } from "./stream.js";
import { wordsOf } from "./text.js";
import { drawTelephone } from "./telephone.js";
import "./theme.js";
import { beginThread, drawThread, focusThread } from "./thread.js";
import { onEdit } from "./tools.js";

const composer = new Composer(() => "", "Message", toBottom);
byId("composer").replaceWith(composer.node);
beginRoom({ go, older: () => refresh(true), editor });
beginThread({ go, editor, compose: (thread, sent) => new Composer(thread, "Reply", sent) });
onEdit(draw);
beginJump(go);

state.me = new URLSearchParams(location.search).get("as") ?? sessionStorage.me ?? "";

// The page shows itself when the embedding program has added what is its own, so that nothing moves.
const scripts = new Promise((done) => document.addEventListener("DOMContentLoaded", done));

// ---- looking

let looking = Promise.resolve();

// One look after the other: what was asked before another answer came would take away what that one told.
function refresh(older = false) {
  looking = looking.catch(() => {}).then(() => lookNow(older));
  return looking;
}

async function lookNow(older) {
  const from = state.me;
  const answer = await look(question(older));
  if (state.me !== from) return; // I am somebody else by now
  const fresh = take(answer);
  settle();
  draw(fresh);
  document.dispatchEvent(new CustomEvent("looked"));
  if (fresh.length) announce(fresh.map((item) => `${item.author}: ${wordsOf(item.runs).slice(0, 160)}`).join(". "));
}

// A place that is no longer there (or never was) is left for one that is.
function settle() {
  const at = place();
  if (mine().channels.has(at.channel) || at.home) return;
  const main = mine().order.map((id) => channel(id)).find((one) => one?.member && !one.archived);
  enter(at, (person().phone.count && person().phone.channel) || sessionStorage[`at ${state.me}`] || main?.id);
  if (!mine().channels.has(at.channel)) at.channel = main?.id ?? "";
  soon();
}

function draw(fresh = []) {
  if (!person() || !state.app) return;
  drawPeople(be);
  drawChannels(go);
  drawRoom(fresh);
  drawThread(fresh);
  lead();
  composer.draw();
  if (place().home) composer.node.hidden = true;
  drawTelephone();
  drawModal();
  scripts.then(() => document.body.classList.add("ready"));
  readHere();
}

function readHere() {
  const one = channel();
  const waits = one && one.member && (one.unread || one.calls) && roomOf(one.id).known;
  if (waits && !place().home && document.visibilityState === "visible" && atBottom()) read(state.me, one.id);
}

let running = false;
let again = false;

async function soon() {
  again = true;
  if (running) return;
  running = true;
  while (again) {
    again = false;
    try {
      await refresh();
      byId("lost").hidden = true;
    } catch {
      byId("lost").hidden = false;
    }
  }
  running = false;
}

// ---- going

function enter(at, id) {
  const one = mine().channels.get(id);
  Object.assign(at, { channel: id ?? "", thread: "", home: false, newFrom: one?.member && one.unread ? one.first_unread : "" });
  sessionStorage[`at ${state.me}`] = at.channel;
}

// `to`: {channel, thread, home, message, talk, app}, as far as something changes.
async function go(to, keepFocus = false) {
  const at = place();
  closeDrawer();
  if (to.talk) to.channel = (await act(state.me, "talk", { person: to.talk })).channel;
  if (to.app) to.channel = appChannel()?.id;
  if (to.channel && !mine().channels.has(to.channel)) await refresh(); // it has only just come to be
  if (to.channel && (to.channel !== at.channel || at.home)) enter(at, to.channel);
  if (to.thread !== undefined) at.thread = to.thread;
  at.home = Boolean(to.home);
  if (at.home) {
    state.opening = true;
    act(state.me, "home").then(() => { state.opening = false; draw(); });
  }
  draw();
  refresh().then(() => { if (to.message) showMessage(to.message); }).catch(soon);
  if (to.thread) focusThread();
  else if (to.channel && !narrow.matches && !keepFocus) composer.focus();
}

// One click and the window is another person's; where their phone buzzes, it opens there, unless `to` says where:
// {channel, thread, press}, the last being what to press there, by its action_id; "file" is the newest file.
function be(one, to = {}) {
  state.me = sessionStorage.me = one.id;
  history.replaceState(null, "", `?as=${one.id}`);
  if (to.channel || one.phone.count) enter(place(), to.channel || one.phone.channel);
  Object.assign(place(), { thread: to.thread ?? place().thread });
  if (to.channel) place().home = false;
  closeDrawer();
  state.home = null;
  state.modal = null;
  state.telephone = null;
  if (mine().frame) draw();
  refresh().then(() => { if (to.press) showToPress(to.press); }).catch(soon);
}

document.addEventListener("goto", ({ detail }) => go({ thread: "", ...detail }));
document.addEventListener("visibilitychange", readHere);
byId("messages").addEventListener("scroll", () => { if (atBottom()) readHere(); }, { passive: true });

// What an embedding program may use from its extra script.
window.sandboxPage = {
  el, act, toast, go, openPanels, refresh: soon, me: () => state.me, zone: () => person()?.tz ?? "UTC",
  channel: () => (place().home ? "" : place().channel),
  be(id, to) {
    const one = person(id);
    if (one) be(one, to);
  },
  addPanel(title, node) {
    byId("panels").hidden = false;
    byId("panels").append(el("h2", {}, title), node);
  },
};

onChange(soon);
setInterval(() => { if (state.app && person()) { drawPeople(be); } }, 5000); // clocks go on
soon();
