// A form from a JSON Schema. `read` returns the value, without the properties that were left empty.
import { button, field, h, prose, replace, select } from "./dom.js";
import { ProblemError } from "./session.js";

const UNSET = ""; // of a select

/** Return the fields of an object's schema and a function that reads them. `initial` are the values to start with. */
export function objectFields(doc, schema, initial = {}) {
  const resolved = doc.resolve(schema);
  const required = new Set(resolved.required ?? []);
  const inputs = Object.entries(doc.properties(resolved)).map(([name, one]) => {
    const made = valueInput(doc, one, name in initial ? initial[name] : undefined, required.has(name));
    const label = `${name}${required.has(name) ? " *" : ""}`;
    if (!made.isWide || made.name) (made.name ?? made.node).setAttribute("aria-label", label);
    const hint = [one.deprecated ? "Deprecated." : "", one.description ?? ""].filter(Boolean).join(" ");
    return { name, read: made.read, node: made.isWide ? h("div", { class: "field" }, h("span", {}, label), made.node, hint ? h("small", {}, prose(hint)) : null) : field(label, made.node, hint) };
  });
  const read = () => Object.fromEntries(inputs.map((one) => [one.name, one.read()]).filter(([, value]) => value !== undefined));
  return { nodes: inputs.map((one) => one.node), read };
}

/** Return a form. `submit` receives the value; its error is shown below the fields. */
export function schemaForm(doc, schema, { initial, label, submit, cancel, extra }) {
  const { nodes, read } = objectFields(doc, schema, initial);
  const problem = h("div", { class: "problem", role: "alert", hidden: true });
  const send = h("button", { class: "primary" }, label);
  const onsubmit = async (event) => {
    event.preventDefault();
    send.disabled = true;
    try {
      await submit(read());
      problem.hidden = true;
    } catch (error) {
      problem.hidden = false;
      showProblem(problem, error);
    }
    send.disabled = false;
  };
  return h("form", { class: "form", onsubmit, novalidate: true }, nodes, extra ?? null, problem,
    h("div", { class: "actions" }, send, cancel ? button("Cancel", cancel, "quiet") : null));
}

/** Show an error: the title of a problem, and each of its problems. */
export function showProblem(node, error) {
  const problem = error instanceof ProblemError ? error.problem : null;
  const listed = (problem?.problems ?? []).map((one) => (typeof one === "string" ? one : [one.name, one.detail ?? one.title].filter(Boolean).join(": ")));
  replace(node, h("b", {}, error.message), listed.length ? h("ul", {}, listed.map((one) => h("li", {}, one))) : null);
}

function valueInput(doc, schema, initial, isRequired) {
  const variants = schema.oneOf?.map((one) => doc.resolve(one));
  if (variants?.every((one) => doc.properties(one).kind?.const)) return variantInput(doc, variants, initial);
  const plain = withoutNull(doc, schema);
  const types = [plain.type ?? []].flat().filter((one) => one !== "null");
  const isNullable = [schema.type ?? []].flat().includes("null");
  // Without a value, the default applies: null needs a field of its own only where it is not the default.
  if (isNullable && schema.default !== null && schema.default !== undefined) return nullableInput(doc, { ...schema, type: types }, initial, isRequired);
  const type = types.length === 1 ? types[0] : "any";
  if (plain.enum) return choice(plain.enum.filter((one) => one !== null), initial, isRequired, plain.default);
  if (type === "boolean") return choice([true, false], initial, isRequired, plain.default);
  if (type === "integer" || type === "number") return numberInput(plain, initial, type);
  if (type === "string") return textInput(plain, initial, isRequired);
  return jsonInput(initial, doc.sample(plain));
}

/** Return the schema of the values that are not null. */
function withoutNull(doc, schema) {
  const options = (schema.anyOf ?? schema.oneOf ?? []).map((one) => doc.resolve(one)).filter((one) => one.type !== "null");
  return options.length === 1 ? { ...schema, ...options[0] } : schema;
}

function nullableInput(doc, schema, initial, isRequired) {
  const made = valueInput(doc, schema, initial ?? undefined, isRequired);
  const box = h("input", { type: "checkbox", checked: initial === null, onchange: () => { made.node.disabled = box.checked; } });
  return { node: h("span", { class: "row" }, made.node, h("label", { class: "check" }, box, "null")), isWide: true, name: made.node, read: () => (box.checked ? null : made.read()) };
}

function textInput(schema, initial, isRequired) {
  const hint = schema.default ?? (schema.format === "date-time" ? "2026-01-31T00:00:00Z" : schema.format === "date" ? "2026-01-31" : undefined);
  const node = h("input", { type: "text", value: initial ?? "", maxlength: schema.maxLength, placeholder: hint ?? null });
  // An empty text is a value where one is required, and otherwise no value.
  return { node, read: () => (node.value === "" && !isRequired && !initial ? undefined : node.value) };
}

function numberInput(schema, initial, type) {
  const node = h("input", { type: "number", value: initial ?? "", min: schema.minimum, max: schema.maximum, step: type === "integer" ? 1 : "any", placeholder: schema.default ?? null });
  return { node, read: () => (node.value === "" ? undefined : Number(node.value)) };
}

function choice(values, initial, isRequired, byDefault) {
  const options = values.map((one) => [JSON.stringify(one), String(one)]);
  const none = byDefault === undefined || byDefault === null ? "Not set" : `Default: ${byDefault}`;
  if (!isRequired) options.unshift([UNSET, none]);
  const node = select(options, initial === undefined || initial === null ? (isRequired ? options[0][0] : UNSET) : JSON.stringify(initial));
  return { node, read: () => (node.value === UNSET ? undefined : JSON.parse(node.value)) };
}

/** Return a text of JSON, for lists, objects and values of several types. */
function jsonInput(initial, example) {
  const node = h("textarea", { rows: 3, class: "mono", spellcheck: "false", value: initial === undefined ? "" : JSON.stringify(initial, null, 2), placeholder: example === null ? "JSON" : JSON.stringify(example) });
  const read = () => {
    if (!node.value.trim()) return undefined;
    try {
      return JSON.parse(node.value);
    } catch (error) {
      throw new Error(`${node.value.slice(0, 40)} is not JSON: ${error.message}`);
    }
  };
  return { node, read };
}

/** Return a choice of variants that differ by the constant `kind`, with the fields of the chosen one. */
function variantInput(doc, variants, initial) {
  const kinds = variants.map((one) => doc.properties(one).kind.const);
  const inner = h("div", { class: "nested" });
  let chosen;
  const show = (kind) => {
    const variant = variants[kinds.indexOf(kind)];
    const { kind: _, ...properties } = variant.properties;
    const fields = objectFields(doc, { ...variant, properties }, initial?.kind === kind ? initial : {});
    chosen = { kind, read: fields.read };
    replace(inner, variant.description ? h("small", {}, prose(variant.description)) : null, fields.nodes);
  };
  const node = h("div", { class: "variant" }, select(kinds, initial?.kind ?? kinds[0], show, { "aria-label": "Kind" }), inner);
  show(initial?.kind ?? kinds[0]);
  return { node, isWide: true, read: () => ({ kind: chosen.kind, ...chosen.read() }) };
}
