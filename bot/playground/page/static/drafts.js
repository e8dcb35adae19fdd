// What is typed and not sent, by the box it is in: it comes back after a look elsewhere, or a reload.

const MOST = 240; // pixels

export function draft(id) {
  return sessionStorage.getItem(`draft:${id}`) ?? "";
}

export function keepDraft(box) {
  if (box.value) sessionStorage.setItem(`draft:${box.id}`, box.value);
  else dropDraft(box.id);
}

export function dropDraft(id) {
  sessionStorage.removeItem(`draft:${id}`);
}

export function grow(box) {
  if (!box.offsetParent) return; // out of sight it has no size
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight + 2, MOST)}px`;
}
