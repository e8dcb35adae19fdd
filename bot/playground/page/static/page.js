// The page's script: what is clicked and typed comes in here, and goes to where it is dealt with.

import { afterPane } from "./after.js";
import { ask } from "./asking.js";
import { addressOf, closeOffers, complete, endEdit, pressed, sent, typed } from "./composer.js";
import { changed, clicked, dispatched, dispatchSoon, lookUpSoon } from "./elements.js";
import { activate, back, closePane, closeThread, closeDrawer, drawer, go, openActive, openBeside, openHome, thread } from "./going.js";
import { closeMenuOf, closeMenus } from "./menus.js";
import { arrows, entered } from "./messages.js";
import { closeModal, holdFocus, keepFocus, submitModal, topModal } from "./modals.js";
import { arrowsInList, filter, showInList } from "./people.js";
import { showFiltered, showPicker, toggled } from "./pickers.js";
import { now, panes, paneElement, paneOf, readAddress, slackOf } from "./places.js";
import { fetchTime } from "./parts.js";
import { markRead, refresh, remember } from "./refresh.js";
import { scrolled, showBeginning } from "./scroll.js";
import { actAt, post, say } from "./send.js";
import { closeSight, showSight } from "./sights.js";
import { listen } from "./stream.js";
import { showTheme, switchTheme } from "./theme.js";
import { invite, leave, play, step } from "./touring.js";

const CLOCK = 20_000; // milliseconds: company time passes where nothing else changes, too

const DOINGS = {
  open: (it) => openActive(it.dataset.user),
  beside: (it) => openBeside(it.dataset.user),
  go: (it) => go(paneOf(it), it.dataset.at),
  side: (it) => activate(it.dataset.side),
  thread: (it) => thread(paneOf(it), it.dataset.ts),
  "thread-close": (it) => closeThread(paneOf(it)),
  "pane-close": (it) => closePane(paneOf(it)),
  "modal-close": (it) => closeModal(paneOf(it)),
  "notices-dismiss": dismiss,
  earlier,
  edit,
  "edit-cancel": (it) => endEdit(it.closest("form")),
  delete: remove,
  shortcut,
  sight: showSight,
  "sight-close": closeSight,
  jump,
  theme: switchTheme,
  drawer,
  tour: () => step(now.tour || 1),
  "tour-next": () => step(now.tour + 1),
  "tour-back": () => step(now.tour - 1),
  "tour-leave": leave,
  "tour-decline": leave,
  "tour-play": play,
};

function dismiss(button) {
  const side = paneOf(button);
  panes[side].notices = Number(slackOf(side).dataset.notices);
  return refresh();
}

async function earlier(button) {
  const side = paneOf(button);
  const list = button.closest("[data-scroll]");
  const fromEnd = list.scrollHeight - list.scrollTop;
  panes[side].earlier += 1;
  await refresh();
  list.scrollTop = list.scrollHeight - fromEnd;
}

function edit(button) {
  panes[paneOf(button)].edit = button.dataset.ts;
  return refresh();
}

async function remove(button) {
  const message = button.closest("article");
  const question = { title: "Delete this message?", text: "It goes away for everybody. This can't be undone.", yes: "Delete", no: "Keep it", danger: true };
  if (!(await ask(question))) return;
  const answer = await actAt(message.querySelector(".content > .said"), paneOf(button), "delete", addressOf(button));
  if (answer.ok) await refresh();
}

async function shortcut(button) {
  const message = button.closest("[data-target]");
  const side = paneOf(button);
  const body = { callback_id: button.dataset.callback, ...(message ? { message: message.dataset.target } : {}) };
  closeMenuOf(button);
  const answer = await actAt(slackOf(side).querySelector(".pane-said"), side, "shortcut", body);
  if (answer.ok) await refresh();
}

async function jump(button) {
  const side = now.active;
  for (const one of button.parentElement.children) one.disabled = true;
  const answer = await post(`/jump/${button.dataset.number}`);
  if (!answer.ok) say(slackOf(side).querySelector(".pane-said"), answer.said);
  await refresh();
}

document.addEventListener("click", (event) => {
  const at = event.target.closest("[data-do], [data-kind], [role=option]");
  closeMenus(event.target);
  if (!event.target.closest(".people, .drawer")) closeDrawer();
  if (!at || at.disabled) return;
  if (at.dataset.do) {
    if (event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    if (at.dataset.do !== "shortcut" && at.closest(".drop .sheet")) closeMenuOf(at);
    DOINGS[at.dataset.do]?.(at, event);
  } else if (at.getAttribute("role") === "option" && at.dataset.name) {
    complete(at.closest("form").querySelector("textarea"), at);
  } else if (at.matches("button, a")) {
    clicked(at, event);
  }
});

document.addEventListener("change", (event) => {
  const control = event.target.closest("[data-travels]");
  if (!control) return;
  if (!control.matches(".picker")) {
    changed(control);
    return;
  }
  showPicker(control);
  if (event.target.type === "radio") closeMenuOf(control); // one is all that can be chosen
});

document.addEventListener("toggle", (event) => {
  const picker = event.target;
  if (!picker.matches?.(".picker")) return;
  const asks = picker.open && picker.querySelector("[data-look-up]");
  if (toggled(picker)) changed(picker);
  else if (asks) lookUpSoon(asks);
}, true);

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.getAttribute("method") === "dialog") return;
  event.preventDefault();
  if (form.matches(".composer")) sent(form);
  else if (form.matches(".modal form")) submitModal(form);
});

document.addEventListener("input", (event) => {
  if (event.target.id === "filter") filter();
  else if (event.target.matches("[data-typed]")) typed(event.target);
  else if (event.target.matches("[data-look-up]")) lookUpSoon(event.target);
  else if (event.target.matches("[data-filter]")) showFiltered(event.target.closest(".picker"));
  else if (event.target.matches('[data-dispatch~="on_character_entered"]')) dispatchSoon(event.target);
});

document.addEventListener("keydown", (event) => {
  if (event.target.matches("[data-typed]")) pressed(event);
  if (event.key === "Enter" && event.target.matches("[data-filter]")) event.preventDefault();
  if (event.key === "Enter" && event.target.matches('input[data-dispatch~="on_enter_pressed"]')) {
    event.preventDefault();
    dispatched(event.target);
  }
  if (event.defaultPrevented) return;
  arrows(event);
  arrowsInList(event);
  holdFocus(event);
  if (event.key === "Escape") escaped(event);
});

// Escape takes away what is on top: a menu, a modal, the drawer, a thread.
function escaped(event) {
  if (document.querySelector("dialog[open]")) return;
  const side = paneOf(event.target);
  const inPane = event.target.closest(".pane") ? side : now.active;
  if (closeMenuOf(event.target)) return;
  if (topModal(inPane)) closeModal(inPane);
  else if (document.body.classList.contains("with-drawer")) closeDrawer();
  else if (event.target.closest(".thread")) closeThread(side);
}

document.addEventListener("focusin", (event) => {
  const pane = event.target.closest(".pane");
  if (pane && panes[paneOf(pane)] && now.active !== paneOf(pane)) {
    activate(paneOf(pane));
    fetchTime();
  }
  entered(event);
  keepFocus(event);
});

document.addEventListener("focusout", (event) => {
  if (event.target.matches("[data-typed]")) setTimeout(() => closeOffers(event.target), 150);
});

document.addEventListener("scroll", (event) => {
  if (event.target.matches?.("[data-scroll]")) scrolled(event.target);
}, true);

document.addEventListener("visibilitychange", () => {
  listen();
  if (!document.hidden) ["left", "right"].forEach(markRead);
});

addEventListener("popstate", back);

async function begin() {
  readAddress(document.body.dataset.address);
  showTheme();
  for (const side of ["left", "right"]) {
    remember(side);
    afterPane(side);
    showBeginning(paneElement(side));
    markRead(side);
  }
  activate("left");
  listen();
  await invite();
  showInList(panes.left?.user);
  for (const side of ["left", "right"]) if (panes[side]?.at === "home") await openHome(side);
  setInterval(() => document.hidden || refresh(), CLOCK);
}

begin();
