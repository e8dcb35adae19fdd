// The list of people: the filter goes by name, title and role; who is called so comes before who is only named
// in somebody's role.

export function filter() {
  const words = document.getElementById("filter").value.trim().toLowerCase().split(/\s+/);
  const list = document.getElementById("list");
  if (!list) return;
  const entries = [...list.querySelectorAll(":scope > .person")];
  const isCalled = (entry) => words.every((word) => entry.dataset.name.includes(word));
  for (const entry of entries) entry.hidden = !words.every((word) => entry.dataset.words.includes(word));
  const place = (entry) => Number(entry.dataset.at) + (isCalled(entry) ? 0 : entries.length);
  const ordered = entries.toSorted((one, other) => place(one) - place(other));
  if (ordered.some((entry, at) => entry !== entries[at])) list.append(...ordered);
  document.getElementById("nobody").hidden = entries.length === 0 || entries.some((entry) => !entry.hidden);
}

// Somebody can be seen in the list, as whoever is in the left pane when the page opens.
export function showInList(user) {
  const here = document.getElementById(`person-${user}`);
  const list = document.getElementById("part-people");
  if (here) list.scrollTop = here.offsetTop - list.offsetTop - (list.clientHeight - here.offsetHeight) / 2;
}

export function arrowsInList(event) {
  const link = event.target.closest?.("#list a, #filter");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!link || !step) return;
  event.preventDefault();
  const shown = [...document.querySelectorAll("#list > .person:not([hidden]) > a")];
  const next = shown[shown.indexOf(link) + step];
  (next ?? (step < 0 ? document.getElementById("filter") : null))?.focus();
}
