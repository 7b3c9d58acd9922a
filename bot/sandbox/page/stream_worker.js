// The one stream of a browser: tells every window that something changed. It ends with the last of them.
const windows = [];
addEventListener("connect", ({ ports }) => windows.push(...ports));
new EventSource("/sandbox/stream").addEventListener("change", () => windows.forEach((port) => port.postMessage("change")));
