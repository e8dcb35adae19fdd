// Conversations stay at their end when something comes in, if that is where one was.

const NEAR = 40;

export function atEnd(pane) {
  const lists = [...pane.querySelectorAll("[data-scroll]")];
  return new Map(lists.map((list) => [list.id, isAtEnd(list)]));
}

function isAtEnd(list) {
  return list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;
}

export function keepEnd(pane, before) {
  for (const list of pane.querySelectorAll("[data-scroll]")) {
    if (before.get(list.id) ?? true) toEnd(list);
  }
}

// A list that wasn't there before begins at what is new, or at its end.
function toEnd(list) {
  list.scrollTop = list.scrollHeight;
}

// So they do when there is less room: for a text that grows, a step of the tour, a keyboard on the screen.
const ends = new WeakMap();
const watcher = new ResizeObserver((seen) => {
  for (const { target } of seen) if (ends.get(target)) toEnd(target);
});

export function followSize(pane) {
  for (const list of pane.querySelectorAll("[data-scroll]")) {
    if (ends.has(list)) continue;
    scrolled(list);
    watcher.observe(list);
  }
}

export function scrolled(list) {
  ends.set(list, isAtEnd(list));
}

export function showBeginning(pane) {
  for (const list of pane.querySelectorAll("[data-scroll]")) {
    toEnd(list);
    const line = list.querySelector(".new");
    if (line && line.offsetTop < list.scrollTop) list.scrollTop = Math.max(0, line.offsetTop - 60);
  }
}
