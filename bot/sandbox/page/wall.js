// What a clock on the wall shows in a zone, to and from Unix seconds: people choose times where they live.

const PARTS = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

// "2026-11-24T14:26" in the zone; empty for no instant.
export function toWall(seconds, zone) {
  if (!seconds) return "";
  const parts = new Intl.DateTimeFormat("en-GB", { ...PARTS, timeZone: zone }).formatToParts(seconds * 1000);
  const part = (kind) => parts.find((one) => one.type === kind).value;
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

// The other way round; an hour that a clock change leaves out becomes the one after it.
export function fromWall(wall, zone) {
  const wanted = Date.parse(`${wall}Z`) / 1000;
  let seconds = wanted;
  for (let turn = 0; turn < 2; turn += 1) seconds += wanted - Date.parse(`${toWall(seconds, zone)}Z`) / 1000;
  return seconds;
}
