// Sends what somebody does, and says in place what was impossible.

import { panes } from "./places.js";

const GONE = "The demo doesn't answer. Nothing was sent.";

export async function post(path, body = {}) {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const said = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
    return { ok: answer.ok, status: answer.status, ...said };
  } catch {
    return { ok: false, status: 0, said: GONE };
  }
}

export function act(side, name, body) {
  return post(`/as/${encodeURIComponent(panes[side].user)}/${name}`, body);
}

// Where a refusal is read: next to what was tried.
export function say(place, words) {
  if (!place) return;
  place.textContent = words ?? "";
  place.hidden = !words;
}

export async function actAt(place, side, name, body) {
  say(place, "");
  const answer = await act(side, name, body);
  if (!answer.ok && answer.status !== 422) say(place, answer.said ?? "That didn't work. Try again.");
  return answer;
}
