// Keeps what is shown like what there is: one round of asking at a time, and another if something changed meanwhile.

import { act } from "./send.js";
import { fetchPane, fetchPeople, fetchTime, fetchTour } from "./parts.js";
import { panes, paneElement, slackOf } from "./places.js";
import { atEnd, keepEnd } from "./scroll.js";
import { afterPane } from "./after.js";

const PAUSE = 120; // milliseconds, so that many changes at once are few rounds
let running = null;
let again = false;

export function refresh() {
  if (running) {
    again = true;
    return running;
  }
  running = rounds().finally(() => (running = null));
  return running;
}

async function rounds() {
  do {
    if (again) await new Promise((done) => setTimeout(done, PAUSE));
    again = false;
    await Promise.all([refreshPane("left"), refreshPane("right"), fetchPeople(), fetchTime(), fetchTour()]).catch(() => {});
  } while (again);
}

export async function refreshPane(side) {
  const element = paneElement(side);
  element.hidden = side === "right" && !panes.right;
  if (!panes[side] && side === "right") return;
  const before = atEnd(element);
  const changed = await fetchPane(side);
  remember(side);
  if (changed) keepEnd(element, before);
  afterPane(side);
  markRead(side);
}

// What the server found out when the pane was opened stays as long as it is open.
export function remember(side) {
  const slack = slackOf(side);
  const place = panes[side];
  if (!place || !slack || slack.dataset.user !== place.user || slack.dataset.at !== place.at) return;
  if (place.new === undefined && slack.dataset.where) place.new = slack.dataset.new;
  place.notices ??= Number(slack.dataset.notices);
}

const read = new Map();

export function markRead(side) {
  const { user, where, last, threadLast } = slackOf(side)?.dataset ?? {};
  if (!user || !where || document.hidden) return;
  for (const [place, ts] of [["main", last], ["thread", threadLast]]) {
    const key = [user, where, place].join();
    if (!ts || read.get(key) === ts) continue;
    read.set(key, ts);
    act(side, "read", { where, ts });
  }
}
