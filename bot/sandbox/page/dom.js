// Making elements, and asking the server.

export function el(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "dataset") Object.assign(made.dataset, value);
    else if (key in made && key !== "list") made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return made;
}

export async function get(path, query = {}) {
  const answer = await fetch(`${path}?${new URLSearchParams(query)}`);
  return answer.json();
}

export async function act(person, verb, more = {}) {
  const answer = await fetch("/sandbox/act", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ as: person, do: verb, ...more }),
  });
  const said = await answer.json();
  if (!said.ok && said.error) toast(said.error);
  return said;
}

// An address that leads into the workspace is followed here; false for any other.
export function follow(url) {
  const to = new URL(url);
  const channel = to.pathname === "/app_redirect" ? to.searchParams.get("channel") : null;
  if (channel) document.dispatchEvent(new CustomEvent("goto", { detail: { channel, thread: to.searchParams.get("message_ts") ?? "" } }));
  return Boolean(channel);
}

let fading;
export function toast(words) {
  const shown = document.getElementById("toast");
  shown.textContent = words;
  shown.classList.add("shown");
  clearTimeout(fading);
  fading = setTimeout(() => shown.classList.remove("shown"), 4000);
}
