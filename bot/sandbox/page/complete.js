// What can be completed at the caret: commands and their words, people, channels, emoji. No element in sight.
import { EMOJI } from "./emoji.js";
import { channels, state } from "./state.js";

const SHOWN = 8;
const NONE = { items: [], from: 0, hint: "" };
const lower = (text) => text.toLowerCase();
const starting = (list, typed) => list.filter((one) => lower(one.text).startsWith(lower(typed)));

const people = () => [
  ...state.people.map((one) => ({ text: `@${one.name}`, about: one.real_name })), { text: `@${state.app.handle}`, about: "app" },
];
const rooms = () => channels().filter((one) => one.kind !== "im" && !one.archived).map((one) => ({ text: `#${one.name}`, about: "" }));

// {items: [{text, about}], from: where the completed word begins, hint: usage to show beside them}
export function completions(text, caret) {
  const before = text.slice(0, caret);
  const command = state.app.commands.find((one) => before.startsWith(`${one.name} `));
  if (command) return ofCommand(command, before);
  if (/^\/\S*$/.test(before)) return commands(before);
  return ofWord(before) ?? NONE;
}

function commands(before) {
  const listed = state.app.commands.map((one) => ({ text: one.name, about: one.about || one.hint }));
  return { items: starting(listed, before), from: 0, hint: "" };
}

// "@", "#" and ":" begin a word that can be completed anywhere.
function ofWord(before) {
  const found = /(?:^|\s)([@#:][\w+.-]*)$/.exec(before);
  if (!found) return null;
  const typed = found[1];
  const from = before.length - typed.length;
  if (typed[0] === ":") {
    if (typed.length < 3) return null;
    const names = Object.keys(EMOJI).filter((name) => name.includes(lower(typed.slice(1))));
    return { items: names.slice(0, SHOWN).map((name) => ({ text: `:${name}:`, about: EMOJI[name] })), from, hint: "" };
  }
  const list = typed[0] === "@" ? people() : rooms();
  const named = list.filter((one) => lower(one.text).startsWith(lower(typed)) || lower(one.about).startsWith(lower(typed.slice(1))));
  return { items: named.slice(0, SHOWN), from, hint: "" };
}

function ofCommand(command, before) {
  const words = before.slice(command.name.length + 1).split(/\s+/);
  const typed = words.at(-1);
  const from = before.length - typed.length;
  if (words.length === 1) {
    const verbs = command.verbs.map((verb) => ({ text: verb.name, about: verb.about }));
    return { items: starting(verbs, typed).filter((one) => one.text !== typed || verbs.length > 1), from, hint: `${command.name} ${command.hint}` };
  }
  const verb = command.verbs.find((one) => one.name === lower(words[0]));
  if (!verb) return ofWord(before) ?? NONE;
  const hint = `${command.name} ${verb.name} ${verb.hint}`.trim();
  const marked = ofWord(before);
  if (marked) return { ...marked, hint };
  return { items: starting(left(verb, words.slice(1, -1)), typed).filter((one) => one.text !== typed).slice(0, SHOWN), from, hint };
}

// The words of those arguments that are not there yet, in the order of the arguments.
function left(verb, given) {
  const there = new Set(given.map(lower));
  return verb.arguments.flatMap((argument) => {
    const offers = [...argument.suggestions, ...(argument.people ? people() : []), ...(argument.channels ? rooms() : [])];
    return offers.some((one) => there.has(lower(one.text))) ? [] : offers.map((one) => ({ text: one.text, about: one.about || argument.name }));
  });
}
