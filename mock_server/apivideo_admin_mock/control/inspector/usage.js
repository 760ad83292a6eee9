// The tab of reports: a chart of each, whose figures can be changed by day.
import { attempt, empty, field, h, replace, select } from "./dom.js";
import { fill } from "./document.js";
import { drawChart } from "./chart.js";
import { on } from "./live.js";
import { api, control } from "./session.js";

const FOUND = "20"; // items that a search for an owner shows

/** Show the tab. The address is the path of a report with its ids; without one, the first items are chosen. */
export async function showUsage(main, { served, address, signal }) {
  const { reports } = served;
  if (!reports.length) return replace(main, empty("The document has no reports."));
  const match = (one) => {
    const template = one.path.split("/").slice(1);
    return template.length === address.path.length && template.every((part, index) => part.startsWith("{") || part === address.path[index]);
  };
  const report = reports.find(match) ?? reports[0];
  const template = report.path.split("/").slice(1);
  const ids = report === reports.find(match) ? address.path.filter((_, index) => template[index].startsWith("{")).filter((one) => !one.startsWith("{")) : [];
  const go = (one, chosen) => { location.hash = `#/usage${fill(one.path, chosen)}`; };

  const chosen = []; // the ids of the items above the report, outermost first
  const body = h("div", { class: "usage" });
  const owners = served.collections.filter((one) => !one.isSingle && report.path.startsWith(`${one.itemPath}/`)).sort((one, other) => one.path.length - other.path.length);
  const pickers = h("div", { class: "row" });
  const tabs = h("nav", { class: "trail", "aria-label": "Reports" }, reports.map((one) => h("button", { type: "button", "aria-current": one === report ? "page" : null, onclick: () => go(one, chosen) }, one.path.split("/").at(-1))));
  replace(main, h("section", { class: "list" }, h("div", { class: "bar" }, tabs, h("span", { class: "grow" }), pickers), h("div", { class: "scroll" }, body)));

  for (const [index, owner] of owners.entries()) {
    const path = fill(owner.path, chosen);
    const { items } = await api("GET", `${path}?page_size=${FOUND}`, undefined, signal);
    const id = ids[index] ?? items[0]?.[owner.id];
    if (id === undefined) return replace(body, empty(`There is no item in ${path}.`, "Create one in the tab Resources."));
    chosen.push(id);
    pickers.append(picker(owner, path, items, id, (other) => go(report, [...chosen.slice(0, index), other])));
  }
  return showReport(body, served, report, fill(report.path, chosen), signal);
}

/** Return a search for an item above the report. */
function picker(owner, path, items, id, choose) {
  const search = owner.list.parameters.find((one) => one.in === "query" && one["x-filter"] === "contains");
  const label = (item) => String(item[search?.name] ?? item[owner.id]);
  const known = items.some((item) => item[owner.id] === id) ? [] : [[id, id]];
  const node = select([...known, ...items.map((item) => [item[owner.id], label(item)])], id, choose, { "aria-label": owner.name });
  const find = async (text) => {
    const query = new URLSearchParams({ page_size: FOUND, ...(text ? { [search.name]: text } : {}) });
    const found = await api("GET", `${path}?${query}`);
    if (found.items.length) choose(found.items[0][owner.id]);
  };
  const input = search ? h("input", { type: "search", placeholder: `Find: ${search.name}`, "data-filter": true, "aria-label": `Find: ${search.name}`, onchange: (event) => attempt(() => find(event.target.value)) }) : null;
  return h("span", { class: "row" }, node, input);
}

function showReport(node, served, report, path, signal) {
  const parameters = report.parameters.filter((one) => one.in === "query");
  const inputs = parameters.map((one) => ({ name: one.name, node: parameterInput(served, one, () => attempt(load)) }));
  const row = served.resolve(served.resolve(report.response?.properties?.items).items);
  const properties = served.properties(row);
  const kind = (name) => properties[name]["x-generate"]?.kind;
  const day = Object.keys(properties).find((name) => kind(name) === "day");
  const series = Object.keys(properties).filter((name) => ["daily", "cumulative"].includes(kind(name))).map((name) => ({ name, isTotal: kind(name) === "cumulative" }));
  const chart = h("div", { class: "chart" });
  const table = h("div", {});
  replace(node, h("header", { class: "row" }, h("div", {}, h("h2", {}, report.summary), h("code", { class: "muted" }, path)), h("span", { class: "grow" }), inputs.map((one) => field(one.name, one.node))), chart, table);

  async function load() {
    const query = new URLSearchParams(inputs.filter((one) => one.node.value !== "").map((one) => [one.name, one.node.value]));
    const { items } = await api("GET", `${path}?${query}`, undefined, signal);
    const isByDay = day && items.length > 0 && day in items[0]; // a breakdown can leave it out
    if (isByDay && new Set(items.map((one) => one[day])).size === items.length) {
      drawChart(chart, { rows: items, day, series, signal, choose: (index) => table.querySelectorAll("tbody tr")[index].querySelector("input").focus() });
    } else replace(chart);
    drawTable(table, items, { day: isByDay ? day : null, series, columns: Object.keys(properties).filter((name) => items.length === 0 || name in items[0]), save });
  }

  async function save(items) {
    const saved = await attempt(() => control("PUT", "/usage", { path, items }), "The figures are saved.");
    if (saved) await load();
  }

  on("overview", day ? ({ clock }) => {
    const today = clock.now.slice(0, 10);
    if (node.dataset.today && node.dataset.today !== today) attempt(load);
    node.dataset.today = today;
  } : () => {}, signal);
  return load();
}

function parameterInput(served, parameter, onchange) {
  const schema = served.resolve(parameter.schema);
  if (!schema.enum) return h("input", { type: "text", placeholder: parameter.example ?? null, onchange });
  return select([...(parameter.required ? [] : [["", "Not set"]]), ...schema.enum.map(String)], parameter.required ? String(schema.enum.at(-1)) : "", onchange);
}

/** Draw the figures by day as inputs. */
function drawTable(node, items, { day, series, columns, save }) {
  const figures = new Set(day ? series.map((one) => one.name) : []);
  const inputs = [];
  const cells = (item) => columns.map((name) => {
    if (!figures.has(name)) return h("td", {}, String(item[name]));
    const input = h("input", { type: "number", min: 0, step: 1, value: item[name], "aria-label": `${name} on ${item[day]}` });
    inputs.push({ item, name, input });
    return h("td", { class: "number" }, input);
  });
  const submit = (event) => {
    event.preventDefault();
    const changes = new Map();
    for (const { item, name, input } of inputs) {
      if (input.value === "" || Number(input.value) === item[name]) continue;
      changes.set(item[day], { [day]: item[day], ...changes.get(item[day]), [name]: Number(input.value) });
    }
    if (changes.size) save([...changes.values()]);
  };
  replace(node, h("form", { onsubmit: submit }, h("table", { class: "rows figures" },
    h("thead", {}, h("tr", {}, columns.map((name) => h("th", {}, name)))), h("tbody", {}, items.map((item) => h("tr", {}, cells(item))))),
    figures.size ? h("div", { class: "actions" }, h("button", { class: "primary" }, "Save the figures")) : null));
}
