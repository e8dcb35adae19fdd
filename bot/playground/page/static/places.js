// What the panes show: kept here, and in the address, so that reload, back and a copied link lead to the same.

export const panes = { left: null, right: null };
export const now = { active: "left", tour: 0, invites: false };

export function placed(user, at = "dm", thread = "") {
  return { user, at, thread, edit: "", earlier: 0, new: undefined, notices: undefined };
}

export function readAddress(query) {
  const given = new URLSearchParams(query);
  panes.left = asked(given, "left", "");
  panes.right = asked(given, "right", "right");
  now.tour = Number(given.get("tour")) || 0;
  if (now.active === "right" && !panes.right) now.active = "left";
}

function asked(given, name, prefix) {
  const user = given.get(name);
  const kept = panes[name];
  const wanted = user ? placed(user, given.get(`${prefix}at`) || "dm", given.get(`${prefix}thread`) || "") : null;
  const same = kept && wanted && kept.user === wanted.user && kept.at === wanted.at;
  return same ? { ...kept, thread: wanted.thread } : wanted;
}

export function address() {
  const query = new URLSearchParams();
  put(query, panes.left, "left", "");
  put(query, panes.right, "right", "right");
  if (now.tour) query.set("tour", now.tour);
  return `?${query}`;
}

function put(query, place, name, prefix) {
  if (!place) return;
  query.set(name, place.user);
  query.set(`${prefix}at`, place.at);
  if (place.thread) query.set(`${prefix}thread`, place.thread);
}

// The same address as where we are: no new step of the browser's history.
export function keepAddress() {
  const there = address();
  if (there === location.search) return;
  history.pushState(null, "", there);
}

export function paneOf(element) {
  return element.closest("#pane-right") ? "right" : "left";
}

export function paneElement(side) {
  return document.getElementById(`pane-${side}`);
}

export function slackOf(side) {
  return paneElement(side).querySelector(".slack");
}
