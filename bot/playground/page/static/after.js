// What is to be done once a pane was put in place: unsent text comes back, focus goes where the eye goes.

import { draft, grow } from "./drafts.js";
import { followModals } from "./modals.js";
import { paneElement, slackOf } from "./places.js";
import { announce, markTheLast } from "./messages.js";
import { showPicker } from "./pickers.js";
import { followSize } from "./scroll.js";

export function afterPane(side) {
  const pane = paneElement(side);
  document.querySelector(`.switch [data-side="${side}"]`).textContent = slackOf(side)?.dataset.name || side;
  for (const box of pane.querySelectorAll("[data-typed]")) prepare(box);
  for (const picker of pane.querySelectorAll(".picker")) showPicker(picker);
  markTheLast(pane);
  announce(pane);
  followSize(pane);
  followModals(side);
}

function prepare(box) {
  if (box.dataset.ready) return;
  box.dataset.ready = "yes";
  const text = draft(box.id);
  if (text) box.value = text;
  grow(box);
  if (box.closest(".edit")) {
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
  }
}
