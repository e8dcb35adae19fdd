// Hears of every change, and notices when the server has gone. A page that nobody looks at doesn't listen:
// browsers keep few connections open to one server, and each listening page holds one.

import { refresh } from "./refresh.js";

const PATIENCE = 2500; // milliseconds
let source = null;
let waiting = null;

export function listen() {
  source?.close();
  source = null;
  if (document.hidden) return;
  source = new EventSource("/changes");
  source.addEventListener("hello", (event) => arrived(event.data.split(" ")[0]));
  source.addEventListener("message", refresh);
  source.addEventListener("error", lost);
}

function lost(event) {
  waiting ??= setTimeout(() => show(true), PATIENCE);
  if (event.target === source && source.readyState === EventSource.CLOSED) setTimeout(listen, PATIENCE);
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
