// The app's own buttons, menus and inputs: what is clicked or chosen goes to the app, in the shape that the
// page's server expects. How they are drawn is in `show/elements.py`.

import { agreed } from "./asking.js";
import { closeMenuOf } from "./menus.js";
import { paneOf } from "./places.js";
import { refresh } from "./refresh.js";
import { actAt } from "./send.js";

// What a control holds: a list where several can be chosen, null where nothing is.
export function choiceOf(control) {
  if (control.matches("input, select, textarea")) return control.value || null;
  const inputs = [...control.querySelectorAll("input[type=checkbox], input[type=radio]")];
  const chosen = inputs.filter((one) => one.checked).map((one) => one.value);
  return inputs.some((one) => one.type === "checkbox") || control.dataset.kind.startsWith("multi") ? chosen : chosen[0] ?? null;
}

export async function clicked(control, event) {
  const { kind, value, choice, confirmTitle } = control.dataset;
  if (confirmTitle) event.preventDefault();
  if (!(await agreed(control))) return;
  if (confirmTitle && control.href) window.open(control.href, "_blank", "noopener,noreferrer");
  if (kind === "overflow") closeMenuOf(control);
  await sendClick(control, kind === "overflow" ? { choice } : { value });
}

export async function changed(control) {
  if (control.dataset.travels !== "at-once") return;
  if (control.dataset.dispatch !== undefined) {
    dispatched(control);
    return;
  }
  if (!(await agreed(control))) {
    undo(control);
    return;
  }
  await sendClick(control, { choice: choiceOf(control) });
}

// Typed text that the app wants to hear of at once: on Enter, or as it is typed. Leaving the input sends it too.
const lastSent = new WeakMap();
const pending = new WeakMap();
const PAUSE = 400; // milliseconds

export function dispatched(control) {
  clearTimeout(pending.get(control));
  if (lastSent.get(control) === control.value) return;
  lastSent.set(control, control.value);
  sendClick(control, { choice: choiceOf(control) });
}

export function dispatchSoon(control) {
  clearTimeout(pending.get(control));
  pending.set(control, setTimeout(() => dispatched(control), PAUSE));
}

// Where the app suggests what to choose: it is asked as somebody types, and what is ticked stays.
export function lookUpSoon(box) {
  clearTimeout(pending.get(box));
  if (box.value.length >= Number(box.dataset.lookUp)) pending.set(box, setTimeout(() => lookUp(box), PAUSE));
}

async function lookUp(box) {
  const picker = box.closest(".picker");
  const { block, action } = picker.dataset;
  const keep = [...picker.querySelectorAll(".choice input:checked")].map((one) => one.value);
  const body = { target: picker.closest("[data-target]").dataset.target, block, action, query: box.value, keep };
  box.setAttribute("aria-busy", "true");
  const answer = await actAt(placeFor(picker), paneOf(picker), "look_up", body);
  box.removeAttribute("aria-busy");
  if (answer.ok) await refresh();
}

function undo(control) {
  const fields = control.matches("input, select, textarea") ? [control] : control.querySelectorAll("input");
  for (const field of fields) {
    if (field.tagName === "SELECT") for (const one of field.options) one.selected = one.defaultSelected;
    else if (field.type === "checkbox" || field.type === "radio") field.checked = field.defaultChecked;
    else field.value = field.defaultValue;
  }
}

async function sendClick(control, how) {
  const target = control.closest("[data-target]").dataset.target;
  const { block, action } = control.dataset;
  const side = paneOf(control);
  control.setAttribute("aria-busy", "true");
  const answer = await actAt(placeFor(control), side, ...acted(target, { block, action, ...how }));
  control.removeAttribute("aria-busy");
  if (answer.ok) await refresh();
}

// In a view, emptying a control is an entry; everything else is a click.
function acted(target, how) {
  if (target.startsWith("view:") && how.choice === null) return ["enter", { view: target.slice(5), ...how }];
  return ["click", { target, ...how }];
}

function placeFor(control) {
  const around = control.closest(".message, .modal") ?? control.closest(".pane");
  return around.querySelector(":scope > .content > .said, :scope > form > .said, :scope .pane-said");
}

export function entriesOf(form) {
  return [...form.querySelectorAll('[data-travels="form"]')].map((control) => ({
    block: control.dataset.block,
    action: control.dataset.action,
    choice: choiceOf(control),
  }));
}
