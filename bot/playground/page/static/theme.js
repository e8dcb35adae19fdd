// Light or dark: what the system says, until somebody chooses.

const root = document.documentElement;

export function isDark() {
  if (root.dataset.theme) return root.dataset.theme === "dark";
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

export function showTheme() {
  const button = document.querySelector('[data-do="theme"]');
  button.setAttribute("aria-pressed", String(isDark()));
}

export function switchTheme() {
  root.dataset.theme = isDark() ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
  showTheme();
}
