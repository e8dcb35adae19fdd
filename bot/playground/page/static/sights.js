// "Who can see this": a dialog of its own.

import { addressOf } from "./composer.js";
import { panes, paneOf } from "./places.js";

export async function showSight(button) {
  const { where, ts } = addressOf(button);
  const query = new URLSearchParams({ user: panes[paneOf(button)].user, where, ts });
  const answer = await fetch(`/part/sight?${query}`).catch(() => null);
  if (!answer?.ok) return;
  document.getElementById("part-sight").innerHTML = await answer.text();
  document.getElementById("sight").showModal();
}

export function closeSight() {
  document.getElementById("sight").close();
}
