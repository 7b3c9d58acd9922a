// Walking with the arrow keys in a list or a row: one of its items is a stop for Tab, the arrows go to the others.

export function roving(box, what, direction = "vertical") {
  const [back, on] = direction === "horizontal" ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
  box.addEventListener("keydown", (event) => {
    const items = [...box.querySelectorAll(what)].filter((item) => item.checkVisibility());
    const at = items.indexOf(event.target);
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const to = { [back]: at - 1, [on]: at + 1, Home: 0, End: items.length - 1 }[event.key];
    if (to === undefined || !items[to]) return;
    event.preventDefault();
    items[to].focus();
  });
}

// The one that Tab reaches follows the focus.
export function oneStop(box, what, fallback) {
  let stop = null;
  const settle = (chosen) => {
    if (stop && stop !== chosen) stop.tabIndex = -1;
    if (chosen) chosen.tabIndex = 0;
    stop = chosen;
  };
  box.addEventListener("focusin", (event) => {
    const item = event.target.closest(what);
    if (item && box.contains(item)) settle(item);
  });
  return () => { // after a redraw: items are made with tabIndex -1
    if (!stop?.isConnected) settle(fallback([...box.querySelectorAll(what)]) ?? null);
    else if (stop.tabIndex) stop.tabIndex = 0;
  };
}
