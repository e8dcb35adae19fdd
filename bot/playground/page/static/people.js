// The list of people: the filter goes by name, title and role.

export function filter() {
  const words = document.getElementById("filter").value.trim().toLowerCase().split(/\s+/);
  const entries = [...document.querySelectorAll("#list > .person")];
  for (const entry of entries) entry.hidden = !words.every((word) => entry.dataset.name.includes(word));
  document.getElementById("nobody").hidden = entries.length === 0 || entries.some((entry) => !entry.hidden);
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
