// Build nodes from values. A text becomes a text node, never HTML.
const SVG = "http://www.w3.org/2000/svg";

/** Return an element. `props` are attributes, listeners (`onclick`) and the properties `value` and `checked`. */
export const h = (tag, props = {}, ...children) => build(document.createElement(tag), props, children);

/** Return an element of SVG. */
export const s = (tag, props = {}, ...children) => build(document.createElementNS(SVG, tag), props, children);

/** Replace the content of a node. */
export function replace(node, ...children) {
  node.replaceChildren(...present(children));
  return node;
}

/** Draw rows again, with the focus on the same row as before. */
export function keepFocus(node, draw) {
  const row = node.contains(document.activeElement) ? document.activeElement.dataset.row : undefined;
  draw();
  if (row) node.querySelector(`[data-row="${CSS.escape(row)}"]`)?.focus({ preventScroll: true });
}

/** Return a button. `kind` is a class: primary, danger, quiet. */
export const button = (label, onclick, kind = "", props = {}) =>
  h("button", { type: "button", class: kind, onclick, ...props }, label);

/** Return a labelled control. */
export function field(label, control, hint) {
  if (!control.hasAttribute("aria-label")) control.setAttribute("aria-label", label); // without the hint
  return h("label", { class: "field" }, h("span", {}, label), control, hint ? h("small", {}, prose(hint)) : null);
}

/** Return a text with the parts in backticks as code. */
export const prose = (text) => text.split("`").map((part, index) => (index % 2 ? h("code", {}, part) : part));

/** Set an attribute of ARIA, or remove it. */
export function mark(node, name, isSet, value = "true") {
  if (isSet) node.setAttribute(name, value);
  else node.removeAttribute(name);
}

/** Return a select of options: texts, or pairs of value and label. */
export function select(options, value, onchange, props = {}) {
  const pairs = options.map((one) => (Array.isArray(one) ? one : [one, one]));
  const node = h("select", { onchange: (event) => onchange?.(event.target.value), ...props },
    pairs.map(([id, label]) => h("option", { value: id }, label)));
  node.value = value;
  return node;
}

/** Return a notice for an empty place. */
export const empty = (title, detail) => h("div", { class: "empty" }, h("b", {}, title), detail ? h("p", {}, detail) : null);

/** Return the label of a status: its class of hundreds has a colour. */
export const status = (code) => h("span", { class: `status s${String(code)[0]}` }, String(code));

/** Return the label of a method. */
export const method = (name) => h("span", { class: `method m-${name.toLowerCase()}` }, name);

/** Show a message for some seconds. */
export function toast(message, kind = "") {
  const node = h("div", { class: `toast ${kind}` }, message);
  document.getElementById("toasts").append(node);
  setTimeout(() => node.remove(), 5000);
}

/** Run an action of the user and show its error, if it has one. Return whether it succeeded. */
export async function attempt(action, done) {
  try {
    await action();
  } catch (error) {
    if (error.name !== "AbortError") toast(error.message, "bad"); // aborted: the user went to another tab
    return false;
  }
  if (done) toast(done);
  return true;
}

function build(node, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...present(children));
  return node;
}

const present = (children) => children.flat(Infinity).filter((one) => one !== null && one !== undefined && one !== false);
