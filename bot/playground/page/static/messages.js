// A conversation is one stop of the Tab key: the arrows go from message to message, and what can be done with
// one is reached from there.

export function markTheLast(pane) {
  for (const list of pane.querySelectorAll("[data-scroll]")) {
    const messages = [...list.querySelectorAll("article.message")];
    if (messages.length && !messages.some((one) => one.tabIndex === 0)) messages.at(-1).tabIndex = 0;
  }
}

export function arrows(event) {
  const message = event.target.closest?.("article.message");
  if (!message || event.target !== message) return;
  const list = [...message.closest("[data-scroll]").querySelectorAll("article.message")];
  const at = list.indexOf(message);
  const next = { ArrowUp: list[at - 1], ArrowDown: list[at + 1], Home: list[0], End: list.at(-1) }[event.key];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

// The message that has the focus is the stop, and only its own actions can be reached.
export function entered(event) {
  const message = event.target;
  if (!message.matches?.("article.message")) return;
  for (const other of message.closest("[data-scroll]").querySelectorAll("article.message")) {
    reachable(other, other === message);
  }
}

function reachable(message, yes) {
  message.tabIndex = yes ? 0 : -1;
  for (const one of message.querySelectorAll(".message-actions > button, .message-actions > details > summary")) {
    one.tabIndex = yes ? 0 : -1;
  }
}

// What comes in is said to whoever can't see it; not what was there when the conversation was opened.
const last = new Map();
const SAID = 300; // characters

export function announce(pane) {
  for (const list of pane.querySelectorAll("[data-scroll]")) {
    const message = [...list.querySelectorAll("article.message")].at(-1);
    const before = last.get(list.id);
    last.set(list.id, message?.id);
    if (!message || before === undefined || before === message.id || message.hasAttribute("data-mine")) continue;
    const author = message.getAttribute("aria-label").split(",")[0];
    const words = message.querySelector(".body")?.innerText ?? "";
    document.getElementById("heard").textContent = `${author}: ${words.slice(0, SAID)}`;
  }
}
