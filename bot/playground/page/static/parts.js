// The parts of the page: asked for again after a change, and put in place of what is shown.

import { morph } from "./morph.js";
import { filter } from "./people.js";
import { address, now, panes, paneElement } from "./places.js";
import { say } from "./send.js";

const seen = new Map(); // the tag of what is shown, by the element it is shown in

export async function fetchPart(path, into) {
  const known = seen.get(into);
  const headers = known?.path === path ? { "If-None-Match": known.tag } : {};
  const answer = await fetch(path, { headers, cache: "no-store" }).catch(() => null);
  const html = await answer?.text(); // to its end, also where there is nothing in it: else it counts as broken off
  tellOf(into, (answer?.status ?? 0) >= 500);
  if (!answer?.ok) return false; // as it is, or the server has gone: the stream notices that
  seen.set(into, { path, tag: answer.headers.get("ETag") });
  const parsed = new DOMParser().parseFromString(html, "text/html");
  morph(into, parsed.body);
  return true;
}

// What could not be drawn anew stays as it was, and whoever looks is told so: in its pane, else in the active one.
const BROKEN = "Something here could not be drawn anew, so it may be old. The terminal says more.";
const broken = new Set();

function tellOf(into, isBroken) {
  if (isBroken) broken.add(into);
  else if (!broken.delete(into)) return;
  for (const side of ["left", "right"]) {
    const pane = paneElement(side);
    const is = [...broken].some((part) => part === pane || (!part.closest(".pane") && side === now.active));
    const place = pane.querySelector(".pane-said");
    if (is && place?.hidden) say(place, BROKEN);
    else if (!is && place?.textContent === BROKEN) say(place, "");
  }
}

export function panePath(side) {
  const place = panes[side];
  const query = new URLSearchParams({ side });
  for (const [name, value] of Object.entries(place ?? {})) {
    if (value !== undefined && value !== "" && value !== 0) query.set(name, value);
  }
  if (place?.new === "") query.set("new", "");
  if (place?.notices === 0) query.set("notices", "0");
  return `/part/pane?${query}`;
}

export function fetchPane(side) {
  return fetchPart(panePath(side), paneElement(side));
}

export async function fetchPeople() {
  const changed = await fetchPart(`/part/people${address()}`, document.getElementById("part-people"));
  if (changed) filter(); // what was filtered stays so
}

export function fetchTime() {
  const user = panes[now.active]?.user ?? "";
  return fetchPart(`/part/time?user=${encodeURIComponent(user)}`, document.getElementById("part-time"));
}

export function fetchTour() {
  const invites = now.invites && !now.tour ? "&invites=yes" : "";
  return fetchPart(`/part/tour?step=${now.tour}${invites}`, document.getElementById("part-tour"));
}
