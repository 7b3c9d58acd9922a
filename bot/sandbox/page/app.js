// The page: who I am, where I am, and a fresh look after each change of the workspace.
import { el, get, act, toast } from "./dom.js";
import { blocks, known } from "./blocks.js";
import { showModal } from "./modal.js";
import { message, withDays } from "./messages.js";

const $ = (id) => document.getElementById(id);
const state = { me: new URLSearchParams(location.search).get("as") ?? sessionStorage.me ?? "", channel: "", home: false, thread: "", seen: {}, all: [], over: null };

async function refresh() {
  const over = await get("/sandbox/state", { as: state.me });
  state.over = over;
  state.me = sessionStorage.me = over.me;
  Object.assign(known, { people: over.people, channels: over.channels.filter((c) => c.name) });
  if (!over.channels.some((c) => c.id === state.channel)) state.channel = over.channels[0].id;
  if (document.activeElement !== $("me")) {
    $("me").replaceChildren(...over.people.map((p) => el("option", { value: p.id, selected: p.id === over.me }, `${p.real_name} (${p.tz})`)));
  }
  const zone = over.people.find((p) => p.id === over.me)?.tz ?? "UTC";
  $("clock").textContent = new Date(over.now).toLocaleString("en-GB", { timeZone: zone, weekday: "short", hour: "2-digit", minute: "2-digit" });
  drawChannels(over);
  const [views, list] = await Promise.all([get("/sandbox/views", { as: state.me }), state.home ? [] : get("/sandbox/messages", { as: state.me, channel: state.channel })]);
  showModal(views.modal, state.me);
  state.all = list;
  if (state.home) drawHome(views.home);
  else drawRoom(over, list);
}

function drawChannels(over) {
  const groups = [["Channels", (c) => c.kind !== "im" && c.member && !c.archived], ["Direct messages", (c) => c.kind === "im"],
    ["Not joined", (c) => c.kind !== "im" && !c.member && !c.archived], ["Archived", (c) => c.archived]];
  const app = el("button", { onclick: () => { state.home = true; act(state.me, "home"); close(); }, ...(state.home ? { "aria-current": "true" } : {}) }, `⌂ ${over.bot}`);
  $("channels").replaceChildren(app, ...groups.flatMap(([title, fits]) => {
    const found = over.channels.filter(fits);
    return found.length ? [el("h2", {}, title), ...found.map(channelButton)] : [];
  }));
}

function channelButton(channel) {
  const here = !state.home && channel.id === state.channel;
  if (here) state.seen[state.me + channel.id] = channel.last;
  const unread = channel.member && channel.last > (state.seen[state.me + channel.id] ?? "");
  const mark = channel.kind === "im" ? "●" : channel.kind === "private_channel" ? "🔒" : "#";
  return el("button", { className: unread ? "unread" : "", onclick: () => { Object.assign(state, { channel: channel.id, home: false, thread: "" }); close(); },
    ...(here ? { "aria-current": "true" } : {}) }, `${mark} ${channel.name}`);
}

function close() {
  $("channels").classList.remove("open");
  refresh();
}

function drawRoom(over, list) {
  const channel = over.channels.find((c) => c.id === state.channel);
  $("composer").hidden = channel.archived;
  $("heading").replaceChildren(el("h1", {}, channel.kind === "im" ? channel.name : `#${channel.name}`), " ",
    el("small", { className: "note" }, channel.members.join(", ")),
    channel.member ? "" : el("button", { onclick: () => act(state.me, "join", { channel: channel.id }) }, "Join"),
    el("p", {}, channel.topic, ...channel.bookmarks.flatMap((b) => [" · ", el("a", { href: b.link, target: "_blank", rel: "noopener" }, b.title)])));
  const log = $("messages");
  const bottom = log.scrollHeight - log.scrollTop - log.clientHeight < 80 || log.dataset.channel !== channel.id;
  log.dataset.channel = channel.id;
  const at = place({ thread: (ts) => { state.thread = ts; refresh(); }, replies: (ts) => list.filter((m) => m.thread_ts === ts && m.ts !== ts).length });
  const top = list.filter((m) => !m.thread_ts || m.thread_ts === m.ts || m.broadcast || m.ephemeral);
  keep(log, () => log.replaceChildren(...withDays(top, (item) => message(item, at))));
  if (bottom) log.scrollTop = log.scrollHeight;
  drawThread(list);
}

// Redrawing under a hand that chooses in a select would close it.
function keep(box, draw) {
  if (box.contains(document.activeElement) && document.activeElement.tagName === "SELECT") return;
  draw();
}

const place = (more) => ({ me: state.me, channel: state.channel, shortcuts: state.over.shortcuts, ...more });

function drawThread(list) {
  const box = $("thread");
  box.hidden = !state.thread;
  if (!state.thread) return;
  const inside = list.filter((m) => m.ts === state.thread || m.thread_ts === state.thread);
  if (box.dataset.ts !== state.thread) {
    box.dataset.ts = state.thread;
    const words = el("textarea", { rows: 1, ariaLabel: "Reply" });
    box.replaceChildren(el("h2", {}, "Thread", el("button", { onclick: () => { state.thread = ""; refresh(); }, ariaLabel: "Close" }, "✕")),
      el("div", { className: "log" }), composer(words, () => state.thread));
  }
  const log = box.querySelector(".log");
  keep(log, () => log.replaceChildren(...withDays(inside, (item) => message(item, place({})))));
}

function drawHome(view) {
  $("composer").hidden = true;
  $("thread").hidden = true;
  $("heading").replaceChildren(el("h1", {}, `${state.over.bot} · Home`));
  const use = (verb, _block, element, value) => act(state.me, verb, { action: element.action_id, value, where: "home" });
  $("messages").dataset.channel = "home";
  keep($("messages"), () => $("messages").replaceChildren(el("article", {}, view ? blocks(view.body.blocks, use) : "Nothing is published here.")));
}

function composer(words, thread) {
  const send = async () => {
    const text = words.value.trim();
    if (!text) return;
    words.value = "";
    const said = await act(state.me, text.startsWith("/") ? "command" : "say", { text, channel: state.channel, thread: thread() });
    if (!said.ok) words.value = text;
  };
  words.placeholder = "Message, or /incident …";
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); send(); }
  });
  return el("form", { onsubmit: (event) => { event.preventDefault(); send(); } }, words, el("button", {}, "Send"));
}

$("composer").replaceWith(Object.assign(composer($("words"), () => ""), { id: "composer" }));
$("me").addEventListener("change", (event) => { Object.assign(state, { me: event.target.value, thread: "" }); event.target.blur(); refresh(); });
$("menu").addEventListener("click", () => $("menu").setAttribute("aria-expanded", $("channels").classList.toggle("open")));

document.addEventListener("goto", ({ detail }) => { Object.assign(state, { ...detail, home: false }); close(); });

// What an embedding program may use from its extra script.
window.sandboxPage = {
  el, act, toast, me: () => state.me, refresh,
  channel: () => (state.home ? "" : state.channel),
  zone: () => state.over?.people.find((person) => person.id === state.me)?.tz ?? "UTC",
  be(person, { channel = "", thread = "" } = {}) {
    Object.assign(state, { me: person, home: false, thread, ...(channel ? { channel } : {}) });
    refresh();
  },
  addPanel(title, node) {
    $("panels").hidden = false;
    $("panels").append(el("h2", {}, title), node);
  },
};

let asked = false;
let busy = false;
async function soon() {
  asked = true;
  if (busy) return;
  busy = true;
  while (asked) {
    asked = false;
    try { await refresh(); document.dispatchEvent(new CustomEvent("workspace-changed")); } catch { toast("The sandbox does not answer."); }
  }
  busy = false;
}
new EventSource("/sandbox/stream").addEventListener("change", soon);
soon();
