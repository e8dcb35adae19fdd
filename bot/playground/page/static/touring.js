// The tour: each step sets the panes, and can be played, left and come back to.

import { fetchTour } from "./parts.js";
import { activate, arrive } from "./going.js";
import { keepAddress, now, panes, placed } from "./places.js";
import { refresh } from "./refresh.js";
import { post, say } from "./send.js";

const card = () => document.querySelector("#part-tour .card");

export async function step(number) {
  now.tour = number;
  await fetchTour();
  if (!card()) return;
  await setPanes();
  document.getElementById(`tour-title-${number}`)?.focus();
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
  const [user, at] = words.split(" ");
  return place?.user === user && place.at === at ? place : placed(user, at);
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
}

export async function leave() {
  now.tour = 0;
  keepAddress();
  await refresh();
  document.querySelector('[data-do="tour"]')?.focus();
}
