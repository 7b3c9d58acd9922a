// Small line drawings, made as SVG elements so that nothing is loaded and nothing is set as HTML.
const DRAWN = {
  hash: "M9 4 7 20M17 4l-2 16M4 9h16M4 15h16",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  home: "M4 11 12 4l8 7v9h-5v-6H9v6H4z",
  reply: "M20 5H4v11h5v4l5-4h6z",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 14.5c1.8 2.3 5.2 2.3 7 0M9 9.5v.5M15 9.5v.5",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  bolt: "M13 3 5 14h6l-1 7 8-11h-6z",
  send: "M4 5l16 7-16 7 3-7zM7 12h13",
  close: "M6 6l12 12M18 6 6 18",
  down: "M6 9l6 6 6-6",
  right: "M9 6l6 6-6 6",
  back: "M15 5l-7 7 7 7",
  menu: "M4 7h16M4 12h16M4 17h16",
  sun: "M12 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z",
  theme: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 3v18M12 7.500h6M12 12h9M12 16.500h6",
  pin: "M9 4h6l-1 6 3 3v2H7v-2l3-3zM12 15v6",
  mark: "M7 4h10v16l-5-4-5 4z",
  link: "M10 14a4 4 0 0 0 6 .4l3-3a4.2 4.2 0 0 0-6-6l-1.5 1.5M14 10a4 4 0 0 0-6-.4l-3 3a4.2 4.2 0 0 0 6 6L12.5 17",
  file: "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
  load: "M12 4v11M7 11l5 5 5-5M5 20h14",
  people: "M9 11.500a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c0-4 3-6 6.5-6s6.5 2 6.5 6M16 5a3.3 3.3 0 0 1 0 6.300M18 14.300c2.2.8 3.5 2.7 3.5 5.7",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  app: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 3c-4.5 5-4.5 13 0 18M12 3c4.5 5 4.5 13 0 18M3 12h18",
  edit: "M4 20l1-5L16 4l4 4L9 19z",
  bin: "M5 7h14M10 4h4M7 7l1 13h8l1-13",
  phone: "M6 3h3.500l1.500 4.500-2 1.500a11 11 0 0 0 6 6l1.500-2 4.500 1.500V18a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z",
  thread: "M4 5h16v10H10l-4 4v-4H4zM8 9h8M8 12h5",
};
const SVG = "http://www.w3.org/2000/svg";

export function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("class", `icon icon-${name}`);
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", DRAWN[name]);
  drawing.append(path);
  return drawing;
}
