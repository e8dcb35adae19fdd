// Modals of a pane: focus goes in when one opens and back when the last closes; Escape closes the one on top.

import { entriesOf } from "./elements.js";
import { now, paneElement, paneOf } from "./places.js";
import { refresh } from "./refresh.js";
import { actAt } from "./send.js";

const FIELDS = ".inside input:not([type=hidden]), .inside select, .inside textarea, .inside button";
const top = { left: null, right: null };
const before = { left: null, right: null };
const waits = { left: false, right: false }; // for an app that opens a modal at once, and fills it a moment later

export function topModal(side) {
  return [...paneElement(side).querySelectorAll(".modal")].at(-1) ?? null;
}

export function followModals(side) {
  const modal = topModal(side);
  const id = modal?.id ?? null;
  const isAsItWas = id === top[side] && !(waits[side] && document.activeElement === modal);
  top[side] = id;
  if (isAsItWas || side !== now.active) return;
  if (modal) enter(modal, side);
  else goBack(side);
}

function enter(modal, side) {
  const first = modal.querySelector("[data-focus]") ?? modal.querySelector(FIELDS);
  waits[side] = !first;
  (first ?? modal).focus();
}

// What had the focus last outside of a modal: there it goes back to.
export function keepFocus(event) {
  if (event.target.closest(".pane") && !event.target.closest(".modal")) before[paneOf(event.target)] = event.target;
}

function goBack(side) {
  const last = before[side];
  const box = paneElement(side).querySelector(".main .composer textarea");
  (last?.isConnected ? last : box ?? paneElement(side)).focus();
}

export async function submitModal(form) {
  const side = paneOf(form);
  const said = form.querySelector(":scope > .said");
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  const answer = await actAt(said, side, "submit", { view: form.dataset.view, entries: entriesOf(form) });
  form.removeAttribute("aria-busy");
  await refresh();
  if (answer.status === 422) form.querySelector('[aria-invalid="true"]')?.focus();
}

export async function closeModal(side) {
  const modal = topModal(side);
  if (!modal) return;
  const answer = await actAt(modal.querySelector("form > .said"), side, "close", { view: modal.dataset.view });
  if (answer.ok) await refresh();
}

// Tab stays within the modal on top: the rest of its pane is inert, the rest of the page isn't the modal's.
export function holdFocus(event) {
  const modal = event.target.closest?.(".modal");
  if (!modal || event.key !== "Tab") return;
  const all = [...modal.querySelectorAll("input, select, textarea, button, summary, a[href]")];
  const stops = all.filter((one) => !one.disabled && one.tabIndex >= 0 && one.offsetParent);
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement !== edge && document.activeElement !== modal) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
}
