// Menus are `details`: one open at a time, closed by Escape, by a click elsewhere and by a choice.

const OPEN = "details.drop[open], details.overflow[open], details.picker[open]";

export function closeMenus(except) {
  for (const menu of document.querySelectorAll(OPEN)) {
    if (!except || !menu.contains(except)) menu.open = false;
  }
}

export function closeMenuOf(element) {
  const menu = element.closest("details[open]");
  if (!menu) return false;
  menu.open = false;
  menu.querySelector("summary").focus();
  return true;
}
