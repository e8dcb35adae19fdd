// Menus in which several things can be chosen: the filter, the chips of what is chosen, and how many may be.

export function showPicker(picker) {
  const boxes = [...picker.querySelectorAll(".choice input")];
  const chosen = boxes.filter((box) => box.checked);
  showChips(picker.querySelector("[data-chips]"), chosen);
  const isFull = chosen.length >= Number(picker.dataset.most || Infinity);
  for (const box of boxes) box.disabled = isFull && !box.checked;
  showFiltered(picker);
}

function showChips(place, chosen) {
  const chips = chosen.map((box) => {
    const chip = document.createElement("span");
    chip.className = "chip";
    chip.textContent = box.closest("[data-words]").dataset.words;
    return chip;
  });
  place.replaceChildren(...chips.flatMap((chip) => [chip, " "]));
}

export function showFiltered(picker) {
  const filter = picker.querySelector("[data-filter]");
  if (filter.dataset.lookUp) return; // the app has done it
  const words = filter.value.trim().toLowerCase();
  for (const choice of picker.querySelectorAll(".choice")) {
    choice.hidden = !choice.dataset.words.toLowerCase().includes(words);
  }
}

const asItWas = new WeakMap();

// Whether something else is chosen now than when it was opened; that is when the app hears of it.
export function toggled(picker) {
  const chosen = [...picker.querySelectorAll(".choice input:checked")].map((box) => box.value).join("\n");
  if (picker.open) {
    asItWas.set(picker, chosen);
    picker.querySelector("[data-filter]").focus();
    return false;
  }
  return asItWas.get(picker) !== chosen;
}
