// Where people write: Enter sends, Shift and Enter begins a line, a slash offers the app's commands.

import { dropDraft, grow, keepDraft } from "./drafts.js";
import { panes, paneOf } from "./places.js";
import { refresh } from "./refresh.js";
import { actAt } from "./send.js";

export function typed(box) {
  grow(box);
  keepDraft(box);
  offer(box);
}

export function pressed(event) {
  const box = event.target;
  if (event.isComposing) return;
  if (choosing(event, box)) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    box.form.requestSubmit();
  } else if (event.key === "Escape" && box.form.dataset.edit) {
    event.preventDefault();
    event.stopPropagation();
    endEdit(box.form);
  }
}

export async function sent(form) {
  const box = form.querySelector("textarea");
  if (!box.value.trim() || form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  box.readOnly = true;
  const answer = await actAt(form.querySelector(".said"), paneOf(form), ...whatToSend(form, box.value));
  box.readOnly = false;
  form.removeAttribute("aria-busy");
  if (!answer.ok) return;
  box.value = "";
  typed(box);
  if (form.dataset.edit) endEdit(form);
  else toTheEnd(form);
  await refresh();
}

function whatToSend(form, text) {
  const { where, thread, edit } = form.dataset;
  if (edit) return ["edit", { ...addressOf(form), text }];
  // As in Slack: what begins with a slash is a command, and there is none in threads.
  if (/^\/\S/.test(text) && !thread) return ["command", { where, text }];
  return ["say", { where, text, ...(thread ? { thread } : {}) }];
}

export function addressOf(element) {
  const [, where, ts] = element.closest("[data-target]").dataset.target.split(":");
  return { where, ts };
}

export function endEdit(form) {
  const side = paneOf(form);
  const message = form.closest("article");
  dropDraft(form.querySelector("textarea").id);
  panes[side].edit = "";
  refresh().then(() => document.getElementById(message.id)?.focus());
}

function toTheEnd(form) {
  const list = form.parentElement.querySelector(":scope > [data-scroll]");
  if (list) list.scrollTop = list.scrollHeight;
}

// Completion of commands.

const listOf = (box) => document.getElementById(box.getAttribute("aria-controls") ?? "");
const shown = (list) => [...list.children].filter((one) => !one.hidden);

function offer(box) {
  const list = listOf(box);
  if (!list) return;
  const words = /^\/\S*$/.test(box.value) ? box.value.toLowerCase() : null;
  for (const one of list.children) one.hidden = words === null || !one.dataset.name.startsWith(words);
  const offers = shown(list);
  list.hidden = offers.length === 0;
  mark(box, list, offers[0]);
}

function mark(box, list, chosen) {
  for (const one of list.children) one.setAttribute("aria-selected", String(one === chosen));
  if (chosen) box.setAttribute("aria-activedescendant", chosen.id);
  else box.removeAttribute("aria-activedescendant");
  chosen?.scrollIntoView({ block: "nearest" });
}

// Whether the key was for the list of commands.
function choosing(event, box) {
  const list = listOf(box);
  if (!list || list.hidden) return false;
  const offers = shown(list);
  const at = offers.findIndex((one) => one.getAttribute("aria-selected") === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) mark(box, list, offers[(at + step + offers.length) % offers.length]);
  else if (event.key === "Escape") closeOffers(box);
  else if (event.key === "Tab" && !event.shiftKey) complete(box, offers[at]);
  // Enter completes what is begun, and sends what is complete.
  else if (event.key === "Enter" && offers[at] && offers[at].dataset.name !== box.value) complete(box, offers[at]);
  else return false;
  event.preventDefault();
  event.stopPropagation();
  return true;
}

export function complete(box, offered) {
  box.value = `${offered.dataset.name} `;
  box.focus();
  typed(box);
}

export function closeOffers(box) {
  const list = listOf(box);
  if (!list) return;
  list.hidden = true;
  box.removeAttribute("aria-activedescendant");
}
