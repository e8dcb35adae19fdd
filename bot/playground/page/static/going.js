// Going somewhere: another person, another tab, another pane, a thread.

import { actAt, post } from "./send.js";
import { keepAddress, now, panes, paneElement, placed, readAddress, slackOf } from "./places.js";
import { refresh } from "./refresh.js";
import { showBeginning } from "./scroll.js";

const other = (side) => (side === "left" ? "right" : "left");

export async function open(side, user, at = "dm") {
  const from = document.activeElement;
  panes[side] = placed(user, at);
  activate(side);
  closeDrawer();
  await arrive(side);
  if ([from, document.body].includes(document.activeElement)) focusPane(side);
}

export function openActive(user) {
  const there = ["left", "right"].find((side) => panes[side]?.user === user);
  if (there) return show(there);
  return open(panes[now.active] ? now.active : "left", user);
}

async function show(side) {
  activate(side);
  closeDrawer();
  await refresh();
  focusPane(side);
}

export function openBeside(user) {
  return open(panes.left ? other(now.active) : "left", user);
}

export async function go(side, at) {
  panes[side] = placed(panes[side].user, at);
  await arrive(side);
}

// Once somebody is where they wanted to be; opening Home is something that the app hears of.
export async function arrive(side) {
  keepAddress();
  await refresh();
  showBeginning(paneElement(side));
  if (panes[side]?.at === "home") await openHome(side);
}

export async function openHome(side) {
  const gone = slackOf(side)?.querySelector(".close-pane") && !slackOf(side).dataset.user;
  if (gone) return;
  await actAt(slackOf(side).querySelector(".pane-said"), side, "home", {});
  await refresh();
}

export async function thread(side, ts) {
  panes[side].thread = ts;
  keepAddress();
  await refresh();
  const element = paneElement(side).querySelector(".thread");
  for (const list of element?.querySelectorAll("[data-scroll]") ?? []) list.scrollTop = list.scrollHeight;
  (element?.querySelector("textarea") ?? element?.querySelector("h3"))?.focus();
}

export async function closeThread(side) {
  const ts = panes[side].thread;
  panes[side].thread = "";
  keepAddress();
  await refresh();
  paneElement(side).querySelector(`.main article[data-ts="${CSS.escape(ts)}"]`)?.focus();
}

export async function closePane(side) {
  if (side === "left") panes.left = panes.right;
  panes.right = null;
  activate("left");
  keepAddress();
  await refresh();
}

// On a narrow screen one of the two is shown: the active one.
export function activate(side) {
  if (!panes[side]) side = "left";
  now.active = side;
  const element = document.getElementById("panes");
  element.dataset.active = side;
  element.dataset.count = panes.right ? 2 : 1;
  for (const button of element.querySelectorAll(".switch button")) {
    button.setAttribute("aria-pressed", String(button.dataset.side === side));
  }
}

// To write is what comes next; but not where a keyboard on the screen would cover the page.
function focusPane(side) {
  const box = matchMedia("(pointer: coarse)").matches ? null : paneElement(side).querySelector(".main .composer textarea");
  (box ?? paneElement(side)).focus();
}

export function drawer() {
  const opened = document.body.classList.toggle("with-drawer");
  document.querySelector('[data-do="drawer"]').setAttribute("aria-expanded", String(opened));
  if (opened) document.getElementById("filter").focus();
}

export function closeDrawer() {
  document.body.classList.remove("with-drawer");
  document.querySelector('[data-do="drawer"]').setAttribute("aria-expanded", "false");
}

// What a step of the tour opened to be looked at is closed as soon as somebody is elsewhere.
export function leftStep(before) {
  if (before && before !== now.tour) post(`/tour/${before}/leave`);
}

export async function back() {
  const before = now.tour;
  readAddress(location.search);
  leftStep(before);
  activate(now.active);
  await refresh();
}
