// Makes one tree like another while somebody uses it: what has the same id stays the same element, so that
// focus, open menus, scroll positions and whatever is typed but not sent stay as they are.

const OURS = new Set(["open", "tabindex"]); // attributes that the script and the browser look after
const FIELDS = new Set(["INPUT", "TEXTAREA", "SELECT"]);

export function morph(into, from) {
  morphChildren(into, from);
}

function morphChildren(into, from) {
  const pairs = paired(into, from);
  const taken = new Set(pairs.values());
  for (const child of [...into.children]) if (child.id && !taken.has(child)) child.remove();
  let at = into.firstChild;
  for (const wanted of [...from.childNodes]) {
    const found = pairs.get(wanted) ?? (isFree(at, taken) && alike(at, wanted) ? at : null);
    if (!found) {
      into.insertBefore(document.importNode(wanted, true), at);
      continue;
    }
    // What stands before it and has no partner goes, so that nothing moves that needn't.
    while (at !== found && isFree(at, taken)) at = dropped(at);
    if (found === at) at = at.nextSibling;
    else move(into, found, at);
    morphNode(found, wanted);
  }
  while (at) at = dropped(at);
}

// Which child becomes which: those of the same id, and those without one that hold something of the same id.
function paired(into, from) {
  const here = owners(into);
  const pairs = new Map();
  const taken = new Set();
  for (const wanted of from.children) {
    const found = idsOf(wanted).map((id) => here.get(id)).find((one) => one && alike(one, wanted) && !taken.has(one));
    if (!found || found.id !== wanted.id) continue;
    pairs.set(wanted, found);
    taken.add(found);
  }
  return pairs;
}

function owners(parent) {
  return new Map([...parent.children].reverse().flatMap((child) => idsOf(child).map((id) => [id, child])));
}

function idsOf(element) {
  return element.id ? [element.id] : [...element.querySelectorAll("[id]")].map((one) => one.id);
}

function isFree(node, taken) {
  return node !== null && !taken.has(node);
}

function dropped(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

// A newer browser moves an element without taking the focus from it.
function move(into, node, before) {
  if (into.moveBefore) into.moveBefore(node, before);
  else into.insertBefore(node, before);
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
