// Hears of every change, and notices when the server has gone.

import { refresh } from "./refresh.js";

const PATIENCE = 2500; // milliseconds
let waiting = null;

export function listen() {
  const source = new EventSource("/changes");
  source.addEventListener("hello", (event) => arrived(event.data.split(" ")[0]));
  source.addEventListener("message", refresh);
  source.addEventListener("error", () => {
    waiting ??= setTimeout(() => show(true), PATIENCE);
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, PATIENCE);
  });
}

// A server of another run knows nothing of what is shown: the page begins anew.
function arrived(run) {
  clearTimeout(waiting);
  waiting = null;
  show(false);
  if (run !== document.documentElement.dataset.run) location.reload();
  else refresh();
}

function show(gone) {
  document.getElementById("gone").hidden = !gone;
  document.body.classList.toggle("stopped", gone);
}
