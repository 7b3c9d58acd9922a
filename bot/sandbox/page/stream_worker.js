// The one stream of a browser: tells every window that something changed. It ends with the last of them.
const windows = [];
const tell = () => windows.forEach((port) => port.postMessage("change"));
const stream = new EventSource("/sandbox/stream");
stream.addEventListener("change", tell);
stream.addEventListener("open", tell); // what changed before it, or while it was cut off, was told to nobody
addEventListener("connect", ({ ports: [port] }) => {
  windows.push(port);
  port.postMessage("change"); // and what changed since this window looked
});
