// Making elements, and bringing what stands on the page up to date without taking it away under anybody's hands.

const HANDLERS = ["onclick", "onchange", "oninput", "onkeydown", "onsubmit", "onfocus", "onblur", "onpointerenter"];

export function el(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue;
    if (key.startsWith("on")) made[key] = value;
    else if (key === "dataset") Object.assign(made.dataset, value);
    else if (key in made && key !== "list") made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

// Makes `old` equal to `fresh`, keeping every node that can be kept: with it focus, open menus and half-typed words.
// Nodes with a data-key are told apart by it, others by their place. Returns the node that stands now.
export function morph(old, fresh) {
  if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName || keyOf(old) !== keyOf(fresh)) {
    old.replaceWith(fresh);
    return fresh;
  }
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return old;
  }
  for (const handler of HANDLERS) if (old[handler] !== fresh[handler]) old[handler] = fresh[handler];
  sameAttributes(old, fresh);
  if (old.nodeName !== "TEXTAREA" && !fresh._kept) sameChildren(old, [...fresh.childNodes]);
  if ("value" in old || "checked" in old) sameValue(old, fresh);
  return old;
}

const keyOf = (node) => node.dataset?.key;

function sameAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !(name === "open" && old.nodeName === "DETAILS")) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (name === "style") old.style.cssText = fresh.style.cssText; // as an attribute the content policy refuses it
    else if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

// A control keeps what a person put in; only when the value that it was given changes does it take the new one.
function sameValue(old, fresh) {
  if (!["INPUT", "TEXTAREA", "SELECT"].includes(old.nodeName) || old._given === fresh._given) return;
  old._given = fresh._given;
  if (old.type === "checkbox" || old.type === "radio") old.checked = fresh.checked;
  else if (old.value !== fresh.value) old.value = fresh.value;
}

export function sameChildren(box, wanted) {
  const keyed = new Map();
  const staying = new Set(wanted.map(keyOf));
  for (const node of [...box.childNodes]) {
    if (keyOf(node) && !staying.has(keyOf(node))) node.remove(); // first, so that nothing else has to move
    else if (keyOf(node)) keyed.set(keyOf(node), node);
  }
  let here = box.firstChild;
  for (const fresh of wanted) {
    const key = keyOf(fresh);
    const old = key ? keyed.get(key) : here && !keyOf(here) ? here : null;
    if (!old) { box.insertBefore(fresh, here); continue; }
    if (old === here) here = here.nextSibling;
    else box.insertBefore(old, here);
    morph(old, fresh);
  }
  while (here) { const next = here.nextSibling; here.remove(); here = next; }
}

// A list where each item is built anew only when its signature changes. `make(item)` gives one element.
export function keyedList(box, items, { key, signature, make }) {
  const staying = new Set(items.map(key));
  for (const node of [...box.children]) if (!staying.has(node.dataset.key)) node.remove();
  const standing = new Map([...box.children].map((node) => [node.dataset.key, node]));
  let here = box.firstElementChild;
  for (const item of items) {
    const name = key(item);
    const sign = signature(item);
    let node = standing.get(name);
    if (!node) {
      node = make(item);
      node.dataset.key = name;
      box.insertBefore(node, here);
    } else {
      if (node === here) here = here.nextElementSibling;
      else box.insertBefore(node, here);
      if (node._signature !== sign) {
        const fresh = make(item);
        fresh.dataset.key = name;
        node = morph(node, fresh);
      }
    }
    node._signature = sign;
  }
}

// Replaces the inside of a box by these nodes, keeping what can be kept.
export function fill(box, ...nodes) {
  const wanted = el("div", {}, ...nodes);
  sameChildren(box, [...wanted.childNodes]);
}

export const byId = (id) => document.getElementById(id);
export const narrow = matchMedia("(max-width: 760px)");
