// A question before something is done: the app's own (`confirm`), or ours.

const asker = () => document.getElementById("asker");

export function ask({ title, text, yes, no, danger }) {
  const dialog = asker();
  const put = (part, words) => (document.getElementById(`asker-${part}`).textContent = words);
  put("title", title);
  put("text", text);
  put("yes", yes);
  put("no", no);
  document.getElementById("asker-yes").classList.toggle("danger", Boolean(danger));
  dialog.returnValue = "no";
  dialog.showModal();
  document.getElementById("asker-no").focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

export function agreed(control) {
  const { confirmTitle, confirmText, confirmYes, confirmNo, confirmStyle } = control.dataset;
  if (!confirmTitle) return Promise.resolve(true);
  const danger = confirmStyle === "danger";
  return ask({ title: confirmTitle, text: confirmText, yes: confirmYes, no: confirmNo, danger });
}
