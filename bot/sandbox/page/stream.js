// Hears of changes of the workspace. A browser keeps six connections to one server and a stream holds one for good,
// so all windows, and pages that were left and are kept by the browser, share the stream of one worker.
export function onChange(look) {
  if (!window.SharedWorker) {
    const stream = new EventSource("/sandbox/stream");
    ["change", "open"].forEach((event) => stream.addEventListener(event, look)); // before it opened nobody was told
    return;
  }
  new SharedWorker("/page/stream_worker.js").port.onmessage = look;
  window.addEventListener("pageshow", ({ persisted }) => { if (persisted) look(); }); // it heard nothing meanwhile
}
