// Makes one tree like another while somebody uses it: what has the same id stays the same element, so that
// focus, open menus, scroll positions and whatever is typed but not sent stay as they are.

const OURS = new Set(["open", "tabindex"]); // attributes that the script and the browser look after
const FIELDS = new Set(["INPUT", "TEXTAREA", "SELECT"]);

export function morph(into, from) {
  morphChildren(into, from);
}

function morphChildren(into, from) {
  const kept = keyed(into);
  dropGone(kept, from);
  let at = into.firstChild;
  for (const wanted of [...from.childNodes]) {
    const found = partner(wanted, at, kept);
    if (!found) {
      into.insertBefore(document.importNode(wanted, true), at);
      continue;
    }
    // What has no id and stands before it has no partner any more; so that nothing moves that needn't.
    while (at && at !== found && !at.id) at = dropped(at);
    if (found === at) at = at.nextSibling;
    else move(into, found, at);
    morphNode(found, wanted);
  }
  while (at) at = dropped(at);
}

function dropped(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

function dropGone(kept, from) {
  const wanted = new Set([...from.children].map((child) => child.id));
  for (const [id, child] of kept) {
    if (wanted.has(id)) continue;
    child.remove();
    kept.delete(id);
  }
}

// A newer browser moves an element without taking the focus from it.
function move(into, node, before) {
  if (into.moveBefore) into.moveBefore(node, before);
  else into.insertBefore(node, before);
}

function keyed(parent) {
  return new Map([...parent.children].filter((child) => child.id).map((child) => [child.id, child]));
}

// The element that stands for the wanted one: the one with its id or, without an id, the next of its kind.
function partner(wanted, at, kept) {
  if (wanted.id) {
    const found = kept.get(wanted.id);
    return found?.tagName === wanted.tagName ? found : null;
  }
  return at && !at.id && alike(at, wanted) ? at : null;
}

function alike(one, other) {
  return one.nodeType === other.nodeType && one.nodeName === other.nodeName && one.name === other.name;
}

function morphNode(node, wanted) {
  if (node.nodeType !== Node.ELEMENT_NODE) {
    if (node.nodeValue !== wanted.nodeValue) node.nodeValue = wanted.nodeValue;
    return;
  }
  if (node.hasAttribute("data-keep") || node.isEqualNode(wanted)) return;
  const typed = FIELDS.has(node.tagName) ? touched(node) : false;
  morphAttributes(node, wanted);
  morphChildren(node, wanted);
  if (FIELDS.has(node.tagName) && !typed) reset(node);
}

function morphAttributes(node, wanted) {
  for (const { name } of [...node.attributes]) {
    if (!wanted.hasAttribute(name) && !OURS.has(name)) node.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (!OURS.has(name) && node.getAttribute(name) !== value) node.setAttribute(name, value);
  }
}

// Whether it holds something else than what the server gave it: then that is somebody's, and stays.
export function touched(field) {
  if (field.tagName === "SELECT") return [...field.options].some((one) => one.selected !== one.defaultSelected);
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  return field.value !== field.defaultValue;
}

function reset(field) {
  if (field.tagName === "SELECT") {
    for (const one of field.options) one.selected = one.defaultSelected;
  } else if (field.type === "checkbox" || field.type === "radio") {
    field.checked = field.defaultChecked;
  } else if (field.value !== field.defaultValue) {
    field.value = field.defaultValue;
  }
}
