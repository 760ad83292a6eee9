// JSON as a tree of coloured text.
import { h } from "./dom.js";

const MAX = 200_000; // characters; more would be slow to colour

/** Return JSON, pretty-printed. */
export function jsonView(value) {
  const text = JSON.stringify(value, null, 2) ?? "";
  return h("pre", { class: "code json" }, text.length > MAX ? text : parts(value, ""));
}

/** Return a text, as JSON if it is JSON. */
export function textView(text) {
  try {
    return jsonView(JSON.parse(text));
  } catch {
    return h("pre", { class: "code" }, text);
  }
}

function parts(value, indent) {
  if (value === null || typeof value !== "object") return h("span", { class: `j-${value === null ? "null" : typeof value}` }, JSON.stringify(value));
  const isList = Array.isArray(value);
  const entries = Object.entries(value);
  const [open, close] = isList ? "[]" : "{}";
  if (!entries.length) return open + close;
  const inner = `${indent}  `;
  const lines = entries.map(([name, one], index) => [
    inner, isList ? "" : [h("span", { class: "j-name" }, JSON.stringify(name)), ": "], parts(one, inner), index < entries.length - 1 ? ",\n" : "\n",
  ]);
  return [`${open}\n`, lines, indent, close];
}
