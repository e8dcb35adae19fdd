// The tour: each step sets the panes, and can be played, left and come back to. Whoever has never left it, and
// comes without a step in the address, is invited to it.

import { fetchTour } from "./parts.js";
import { activate, arrive, leftStep } from "./going.js";
import { keepAddress, now, panes, placed } from "./places.js";
import { refresh } from "./refresh.js";
import { post, say } from "./send.js";

const KNOWN = "tour"; // in the browser's memory: it was left, finished or declined
const card = () => document.querySelector("#part-tour .card");
const button = () => document.querySelector('.bar [data-do="tour"]');

export async function invite() {
  if (!button() || now.tour || localStorage.getItem(KNOWN)) return;
  now.invites = true;
  await fetchTour();
  const title = card()?.querySelector("h2");
  if (title) document.getElementById("heard").textContent = `${title.textContent}: an invitation to a tour is below the list of people.`;
}

export async function step(number) {
  goOn(number);
  await fetchTour();
  if (!card()) return;
  await setPanes();
  document.getElementById(`tour-title-${number}`)?.focus();
}

function goOn(number) {
  const before = now.tour;
  now.tour = number;
  leftStep(before);
}

async function setPanes() {
  panes.left = looked(card().dataset.left, panes.left);
  panes.right = looked(card().dataset.right, panes.right);
  activate("left");
  await arrive("left");
  if (panes.right) await arrive("right");
  activate("left");
}

function looked(words, place) {
  if (!words) return null;
  const [user, at, below] = words.split(" ");
  const found = place?.user === user && place.at === at ? place : placed(user, at);
  return { ...found, thread: below ?? found.thread };
}

export async function play() {
  const number = now.tour;
  const said = document.getElementById(`tour-said-${number}`);
  say(said, "");
  const button = document.getElementById("tour-play");
  button.disabled = true;
  const answer = await post(`/tour/${number}`);
  button.disabled = false;
  say(said, answer.said ?? "");
  await refresh();
  if (now.tour === number) await showThreads();
}

// Where what was played stands in a thread, it is opened, for whoever still looks there.
async function showThreads() {
  for (const side of ["left", "right"]) {
    const [user, at, below] = card().dataset[side].split(" ");
    const place = panes[side];
    if (below && place?.user === user && place.at === at) place.thread = below;
  }
  keepAddress();
  await refresh();
}

export async function leave() {
  localStorage.setItem(KNOWN, "yes");
  now.invites = false;
  goOn(0);
  keepAddress();
  await refresh();
  button()?.focus();
}
