// What this window knows: who I am, where I am, and what the sandbox has told so far. Only `take` and `go` change it.

export const state = {
  me: "", app: null, people: [], now: 0, // `now`: milliseconds to add to this machine's clock to get the sandbox's
  telephone: null, // mine, with what stands in it
  modal: null, home: null, opening: false, // `opening`: the app was told that its home is looked at, and has not answered
};
const held = new Map(); // by person: what was told to them
const places = new Map(); // by person: where they are

const nothing = () => ({ frame: "", tick: 0, channels: new Map(), order: [], rooms: new Map() });
const emptyRoom = () => ({ messages: new Map(), order: [], tick: 0, oldest: "", more: false, known: false });

export function mine() {
  if (!held.has(state.me)) held.set(state.me, nothing());
  return held.get(state.me);
}

export function place() {
  if (!places.has(state.me)) places.set(state.me, { channel: "", thread: "", home: false, newFrom: "" });
  return places.get(state.me);
}

export const channel = (id = place().channel) => mine().channels.get(id);
export const channels = () => mine().order.map((id) => mine().channels.get(id)).filter(Boolean);
export const person = (id = state.me) => state.people.find((one) => one.id === id);
export const appChannel = () => channels().find((one) => one.kind === "im" && one.members.includes(state.app?.user));
export const isApp = (one) => Boolean(one) && one.kind === "im" && one.members.includes(state.app?.user);

// The messages of a conversation ("C1") or a thread ("C1 1795…"), as far as they were told.
export function roomOf(id, thread = "") {
  const rooms = mine().rooms;
  const key = thread ? `${id} ${thread}` : id;
  if (!rooms.has(key)) rooms.set(key, emptyRoom());
  return rooms.get(key);
}

export function messagesOf(id, thread = "") {
  const room = roomOf(id, thread);
  return room.order.map((ts) => room.messages.get(ts)).filter(Boolean);
}

// What to ask for next, so that only changes come.
export function question(older = false) {
  const { channel: id, thread, home } = place();
  const room = roomOf(id);
  return {
    as: state.me, channel: home ? "" : id, thread: home ? "" : thread, home: home ? "1" : "",
    frame: mine().frame, since: mine().tick, room_since: room.tick,
    thread_since: thread ? roomOf(id, thread).tick : 0, oldest: room.oldest, older: older ? "1" : "",
  };
}

// Takes an answer in. Returns the messages that are new in the open conversation or thread.
export function take(answer) {
  state.me = answer.me;
  state.people = answer.people;
  state.now = new Date(answer.now) - Date.now();
  const known = mine();
  if (answer.frame !== known.frame) Object.assign(known, nothing(), { frame: answer.frame });
  if (answer.app) state.app = answer.app;
  known.order = answer.channel_order;
  for (const one of answer.channels) known.channels.set(one.id, one);
  known.tick = answer.tick;
  state.telephone = answer.telephone;
  Object.assign(state, { modal: answer.modal, home: answer.home ?? state.home });
  const seen = new Map();
  for (const told of [answer.room, answer.thread]) if (told) for (const one of takeRoom(told)) seen.set(one.ts, one);
  return [...seen.values()];
}

let count = 0; // each telling of a message has a number, by which the page knows what it has drawn

function takeRoom(told) {
  const room = roomOf(told.channel, told.thread);
  const last = room.order.at(-1) ?? "";
  const first = !room.known;
  for (const one of told.messages) room.messages.set(one.ts, Object.assign(one, { told: (count += 1) }));
  const there = new Set(told.order);
  for (const ts of room.messages.keys()) if (!there.has(ts)) room.messages.delete(ts);
  Object.assign(room, { order: told.order, tick: told.tick, oldest: told.oldest, more: told.more, known: true });
  return first ? [] : told.messages.filter((one) => one.ts > last && one.user !== state.me);
}

export const nowThere = () => Date.now() + state.now;
