// The emoji that incidents are told with, by Slack's names. Others read as :name:, as they do in Slack when unknown.
export const EMOJI = {
  pushpin: "📌", ballot_box_with_check: "☑️", fire: "🔥", eyes: "👀", white_check_mark: "✅", "+1": "👍", "-1": "👎",
  pray: "🙏", raised_hands: "🙌", heart: "❤️", tada: "🎉", rocket: "🚀", warning: "⚠️", rotating_light: "🚨",
  red_circle: "🔴", large_orange_circle: "🟠", large_yellow_circle: "🟡", large_green_circle: "🟢",
  large_blue_circle: "🔵", white_circle: "⚪", black_circle: "⚫", bell: "🔔", no_bell: "🔕",
  hourglass_flowing_sand: "⏳", hourglass: "⌛", memo: "📝", pencil: "📝", book: "📖", books: "📚", link: "🔗", zzz: "💤",
  sunrise: "🌅", sunny: "☀️", crescent_moon: "🌙", x: "❌", arrow_up: "⬆️", arrow_down: "⬇️", mag: "🔍", wrench: "🔧",
  hammer: "🔨", bug: "🐛", information_source: "ℹ️", clock3: "🕒", alarm_clock: "⏰", calendar: "📆",
  telephone_receiver: "📞", pager: "📟", speech_balloon: "💬", lock: "🔒", unlock: "🔓", key: "🔑", gear: "⚙️",
  chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉", package: "📦", paperclip: "📎", bulb: "💡",
  question: "❓", exclamation: "❗", no_entry: "⛔", stop_sign: "🛑", thinking_face: "🤔", slightly_smiling_face: "🙂",
  smile: "😄", sweat_smile: "😅", scream: "😱", sob: "😭", muscle: "💪", wave: "👋", ok_hand: "👌", coffee: "☕",
  construction: "🚧", ambulance: "🚑", fire_engine: "🚒", globe_with_meridians: "🌐", handshake: "🤝", seedling: "🌱",
};

export const AT_HAND = ["pushpin", "ballot_box_with_check", "fire"];

export const emoji = (name) => EMOJI[name.split("::")[0]] ?? `:${name}:`;

export const withEmoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => EMOJI[name] ?? whole);
