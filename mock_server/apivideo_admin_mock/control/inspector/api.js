// The tab of the API: every operation of the document with its parameters, and a request to try it.
import { button, empty, field, h, method, prose, replace, select, status } from "./dom.js";
import { fill } from "./document.js";
import { formatDuration } from "./format.js";
import { textView } from "./json.js";
import { call } from "./session.js";

/** Show the tab. The address names an operation. */
export function showApi(main, { served, address }) {
  const details = h("section", { class: "details operation", "aria-label": "Operation" });
  const list = h("div", { class: "scroll" });
  const search = h("input", { type: "search", placeholder: "Filter operations", "data-filter": true, "aria-label": "Filter", oninput: () => draw() });
  const chosen = served.operation(address.path[0]);

  function draw() {
    const text = search.value.toLowerCase();
    const found = served.operations.filter((one) => `${one.id} ${one.method} ${one.path} ${one.summary}`.toLowerCase().includes(text));
    const tags = [...new Set(found.map((one) => one.tag))];
    replace(list, tags.map((tag) => [h("h3", { class: "group" }, tag || "Operations"), found.filter((one) => one.tag === tag).map(link)]));
  }

  const link = (one) => h("a", { class: "operation-link", "data-row": one.id, href: `#/api/${one.id}`, "aria-current": one === chosen ? "page" : null },
    method(one.method), h("code", {}, one.path), h("span", { class: "muted" }, one.summary));

  replace(main, h("div", { class: `split ${chosen ? "is-open" : ""}` }, h("section", { class: "list" }, h("div", { class: "bar" }, search, h("span", { class: "grow" }),
    h("a", { class: "chip", href: "../openapi.json", target: "_blank", rel: "noopener" }, "openapi.json"), h("a", { class: "chip", href: "openapi.json", target: "_blank", rel: "noopener" }, "control plane")), list), details));
  draw();
  replace(details, chosen ? operation(served, chosen) : empty("Select an operation to try it.", "The requests of this tab are ordinary ones: they are counted, recorded and subject to faults."));
}

function operation(served, one) {
  const inputs = one.parameters.filter((each) => each.in === "path" || each.in === "query").map((each) => ({ parameter: each, ...parameterInput(served, each) }));
  const example = one.payload ? served.sample(one.payload) : null;
  const payload = one.payload ? h("textarea", { class: "mono", rows: 6, spellcheck: "false", value: JSON.stringify(example, null, 2), "aria-label": "Payload" }) : null;
  const result = h("div", { class: "result", role: "status" });

  async function send(event) {
    event.preventDefault();
    const ids = inputs.filter((each) => each.parameter.in === "path").map((each) => each.node.value);
    const query = new URLSearchParams(inputs.filter((each) => each.parameter.in === "query" && each.node.value !== "").map((each) => [each.parameter.name, each.node.value]));
    replace(result, h("p", { class: "muted" }, "Waiting for the response"));
    try {
      const response = await call(one.method, fill(one.path, ids) + (query.size ? `?${query}` : ""), payload?.value);
      replace(result, h("h3", {}, "Response ", status(response.status), h("span", { class: "muted" }, ` ${formatDuration(response.duration / 1000)}`)),
        response.text ? textView(response.text) : h("p", { class: "muted" }, "No content"),
        h("details", {}, h("summary", {}, `${response.headers.length} headers`), h("dl", { class: "pairs" }, response.headers.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]))));
    } catch (error) {
      replace(result, h("div", { class: "problem" }, h("b", {}, "There is no complete response."), h("p", {}, error.message)));
    }
  }

  return [
    h("header", {}, h("h2", {}, method(one.method), h("code", {}, one.path)), h("span", { class: "grow" }), button("×", () => { location.hash = "#/api"; }, "icon", { "data-close": true, "aria-label": "Close" })),
    h("p", {}, h("b", {}, one.summary), one.isDeprecated ? h("span", { class: "badge" }, "deprecated") : null, " ", h("code", { class: "muted" }, one.id)),
    h("p", { class: "muted" }, prose(one.description)),
    h("form", { class: "form", onsubmit: send }, inputs.map((each) => field(`${each.parameter.name}${each.parameter.required ? " *" : ""}`, each.node, each.parameter.description)),
      payload ? field("Payload", payload) : null, h("div", { class: "actions" }, h("button", { class: "primary" }, "Send the request"))),
    result,
  ];
}

function parameterInput(served, parameter) {
  const schema = served.resolve(parameter.schema);
  if (schema.enum) return { node: select([...(parameter.required ? [] : [["", "Not set"]]), ...schema.enum.map(String)], parameter.required ? String(schema.enum[0]) : "") };
  const example = parameter.example ?? schema.example;
  return { node: h("input", { type: "text", placeholder: example === undefined ? null : String(example), required: parameter.in === "path" }) };
}
