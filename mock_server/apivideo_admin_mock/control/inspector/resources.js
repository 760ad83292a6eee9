// The tab of resources: the collections of the document as tables, each item with its actions and the collections below it.
import { attempt, button, empty, field, h, keepFocus, mark, prose, replace, select, toast } from "./dom.js";
import { fill } from "./document.js";
import { schemaForm } from "./forms.js";
import { formatNumber, formatTime } from "./format.js";
import { jsonView } from "./json.js";
import { on } from "./live.js";
import { api } from "./session.js";

const PAGING = new Set(["page", "page_size", "sort_by", "sort_order"]);
const DELAY = 150; // milliseconds: changes that arrive together are read once

/** Show the tab. The address is the path of a collection; its query has the page, the sort and the filters. */
export function showResources(main, { served, address, signal }) {
  const roots = served.collections.filter((one) => !one.path.includes("{"));
  if (!roots.length) return void replace(main, empty("The document has no collections."));
  if (!address.path.length) return void location.replace(`#/resources${roots[0].path}`);
  const found = served.locate(address.path);
  if (!found) return void replace(main, empty("The document has no such collection.", `/${address.path.join("/")}`));
  new Collection(main, served, roots, found, address.query, signal).show();
}

class Collection {
  constructor(main, served, roots, { collection, ids }, query, signal) {
    Object.assign(this, { main, served, roots, collection, ids, query, signal, chosen: null });
    this.path = fill(collection.path, ids);
    const sorts = collection.list.parameters.find((one) => one.name === "sort_by");
    this.sorts = new Set(served.resolve(sorts?.schema).enum ?? []);
    this.filters = collection.list.parameters.filter((one) => one.in === "query" && !PAGING.has(one.name));
    const parents = new Set(collection.list.parameters.filter((one) => one.in === "path").map((one) => one.name));
    const names = Object.keys(collection.properties).filter((name) => !parents.has(name));
    // The id, then what clients write, then what the mock sets.
    const rank = (name) => (name === collection.id ? 0 : collection.properties[name].readOnly ? 2 : 1);
    this.columns = names.sort((one, other) => rank(one) - rank(other));
  }

  show() {
    const { collection } = this;
    this.table = h("div", { class: "scroll" });
    this.foot = h("div", { class: "foot" });
    this.details = h("section", { class: "details", "aria-label": "Resource" });
    const bar = h("div", { class: "bar" }, this.#trail(), h("span", { class: "grow" }),
      this.filters.map((one) => this.#filter(one)),
      collection.create ? button("Create", () => this.#openCreate(), "primary", { "data-create": true, title: collection.create.summary }) : null);
    replace(this.main, h("div", { class: "split" }, h("section", { class: "list" }, bar, this.table, this.foot), this.details));
    this.#closeDetails();
    let timer;
    const reload = () => { clearTimeout(timer); timer = setTimeout(() => this.load(), DELAY); };
    on("requests", (items) => items?.some((one) => one.method !== "GET" && one.status < 400) && reload(), this.signal);
    let before;
    on("overview", (state) => {
      // A clock that was moved can change items without a request.
      const clock = state.clock.frozen ? state.clock.now : Math.round((Date.parse(state.clock.now) - Date.now()) / 10_000);
      const version = `${state.resources} ${clock}`;
      if (before !== undefined && before !== version) reload();
      before = version;
    }, this.signal);
    addEventListener("mock-changed", reload, { signal: this.signal });
    return this.load();
  }

  /** Read the page and the number of all items. */
  async load() {
    const { collection, query } = this;
    try {
      if (collection.isSingle) return this.#drawRows([await api("GET", this.path, undefined, this.signal)], 1, false);
      const text = query.toString();
      const filters = new URLSearchParams([...query].filter(([name]) => !PAGING.has(name)));
      const [page, count] = await Promise.all([
        api("GET", `${this.path}${text ? `?${text}` : ""}`, undefined, this.signal),
        collection.count ? api("GET", `${fill(collection.count.path, this.ids)}?${filters}`, undefined, this.signal).catch(() => null) : null,
      ]);
      const total = count ? Object.values(count).find((one) => typeof one === "number") : null;
      this.#drawRows(page.items, total, page.links?.some((one) => one.rel === "next"));
    } catch (error) {
      if (!this.signal.aborted) replace(this.table, empty("The mock does not list these items.", error.message));
    }
  }

  #drawRows(items, total, hasNext) {
    const { collection, query } = this;
    const head = h("tr", {}, this.columns.map((name) => h("th", { "aria-sort": this.#direction(name) }, this.sorts.has(name) ? button(name, () => this.#sort(name), "sort") : name)));
    const body = items.map((item) => h("tr", {
      "data-row": item[collection.id] ?? "", tabindex: 0, "aria-selected": this.chosen === item[collection.id] ? "true" : null, onclick: () => this.open(item),
    }, this.columns.map((name) => h("td", {}, cell(item[name], collection.properties[name])))));
    keepFocus(this.table, () => replace(this.table, h("table", { class: "rows" }, h("thead", {}, head), h("tbody", {}, body)),
      items.length ? null : empty("No items.", collection.create ? "Create one with the button, or with a request to the API." : null)));
    const page = Number(query.get("page") ?? 1);
    const size = query.get("page_size") ?? "20";
    const largest = this.served.resolve(collection.list.parameters.find((one) => one.name === "page_size")?.schema).maximum ?? 100;
    const pages = total === null ? null : Math.max(1, Math.ceil(total / size));
    replace(this.foot, h("span", {}, total === null ? `${formatNumber(items.length)} items` : `${formatNumber(total)} items`), h("span", { class: "grow" }),
      collection.isSingle ? null : [
        select(["20", "50", String(largest)].filter((one, index, all) => all.indexOf(one) === index), size, (value) => this.#go({ page_size: value, page: null }), { "aria-label": "Items on a page" }),
        button("Previous", () => this.#go({ page: page - 1 }), "quiet", { disabled: page <= 1 }),
        h("span", {}, `Page ${formatNumber(page)}${pages ? ` of ${formatNumber(pages)}` : ""}`),
        button("Next", () => this.#go({ page: page + 1 }), "quiet", { disabled: !hasNext }),
      ]);
    if (this.chosen) this.#refreshChosen(items);
  }

  #refreshChosen(items) {
    const item = items.find((one) => one[this.collection.id] === this.chosen);
    if (item && JSON.stringify(item) !== JSON.stringify(this.item) && !this.details.contains(document.activeElement)) this.open(item);
  }

  /** Show an item: its properties, its form, and the collections and reports below it. */
  open(item) {
    const { collection } = this;
    this.chosen = item[collection.id];
    this.item = item;
    const ids = [...this.ids, ...(collection.isSingle ? [] : [this.chosen])];
    for (const row of this.table.querySelectorAll("[data-row]")) mark(row, "aria-selected", row.dataset.row === this.chosen);
    this.main.firstChild.classList.add("is-open");
    const below = [
      ...collection.children.map((one) => h("a", { class: "chip", href: `#/resources${fill(one.path, ids)}` }, one.name)),
      ...collection.reports.map((one) => h("a", { class: "chip", href: `#/usage${fill(one.path, ids)}` }, one.path.split("/").at(-1))),
    ];
    const path = fill(collection.itemPath, ids);
    replace(this.details,
      h("header", {}, h("h2", {}, h("code", {}, this.chosen ?? collection.name)), h("span", { class: "grow" }), button("×", () => this.#closeDetails(), "icon", { "data-close": true, "aria-label": "Close" })),
      below.length ? h("p", { class: "chips" }, below) : null,
      h("dl", { class: "pairs" }, Object.entries(item).map(([name, value]) => [h("dt", {}, name), h("dd", {}, cell(value, collection.properties[name], true))])),
      collection.update?.payload ? [h("h3", {}, collection.update.summary || "Update"), this.#form(collection.update, path, item, "Save")] : null,
      collection.actions.map((one) => h("details", {}, h("summary", {}, one.summary || one.id), this.#form(one, fill(one.path, ids), {}, "Run"))),
      collection.delete ? h("div", { class: "actions" }, button(collection.delete.summary || "Delete", (event) => this.#delete(path, event.target), "danger")) : null,
      h("details", {}, h("summary", {}, "JSON"), jsonView(item)));
  }

  #form(operation, path, item, label) {
    const payload = operation.payload ?? { properties: {} };
    const known = new Set(Object.entries(this.served.properties(payload)).filter(([, one]) => !one["x-set"]).map(([name]) => name));
    const initial = Object.fromEntries(Object.entries(item).filter(([name, value]) => known.has(name) && value !== null));
    return schemaForm(this.served, payload, {
      initial, label,
      submit: async (value) => {
        const changed = await api(operation.method, path, operation.payload ? value : undefined);
        toast(`${operation.summary || operation.id}: done.`);
        await this.load();
        if (changed?.[this.collection.id] === this.chosen) this.open(changed);
      },
    });
  }

  async #delete(path, node) {
    if (!node.dataset.sure) {
      node.dataset.sure = "yes";
      node.textContent = "Click again to delete";
      return;
    }
    if (await attempt(() => api("DELETE", path), "Deleted.")) {
      this.#closeDetails();
      await this.load();
    }
  }

  #openCreate() {
    const { create } = this.collection;
    this.chosen = null;
    this.main.firstChild.classList.add("is-open");
    const key = create.path === this.collection.path ? null : h("input", { required: true });
    replace(this.details, h("header", {}, h("h2", {}, create.summary || "Create"), h("span", { class: "grow" }), button("×", () => this.#closeDetails(), "icon", { "data-close": true, "aria-label": "Close" })),
      h("p", { class: "muted" }, prose(create.description)),
      schemaForm(this.served, create.payload ?? {}, {
        label: "Create", cancel: () => this.#closeDetails(), extra: key ? field(`${this.collection.id} *`, key) : null,
        submit: async (value) => {
          const made = await api(create.method, fill(create.path, key ? [...this.ids, key.value] : this.ids), value);
          toast("Created.");
          await this.load();
          if (made) this.open(made);
        },
      }));
    this.details.querySelector("input, select, textarea")?.focus();
  }

  #closeDetails() {
    this.chosen = null;
    this.main.firstChild.classList.remove("is-open");
    for (const row of this.table.querySelectorAll("[aria-selected]")) row.removeAttribute("aria-selected");
    replace(this.details, empty("Select an item to see and change it."));
  }

  /** Return the links to the collections at the top, and those above this one. */
  #trail() {
    const links = [];
    let path = "";
    const segments = this.path.split("/").slice(1);
    if (segments.length === 1) return h("nav", { class: "trail", "aria-label": "Collections" }, this.roots.map((one) =>
      h("a", { href: `#/resources${one.path}`, "aria-current": one.path === this.path ? "page" : null }, one.name)));
    segments.forEach((segment, index) => {
      path += `/${segment}`;
      const isCollection = this.served.locate(path.split("/").slice(1).map(decodeURIComponent));
      const text = decodeURIComponent(segment);
      links.push(index ? h("i", {}, "/") : null, isCollection ? h("a", { href: `#/resources${path}`, "aria-current": path === this.path ? "page" : null }, text) : h("code", { title: text }, text));
    });
    return h("nav", { class: "trail", "aria-label": "Path" }, links);
  }

  #filter(parameter) {
    const schema = this.served.resolve(parameter.schema);
    const value = this.query.get(parameter.name) ?? "";
    const set = (text) => this.#go({ [parameter.name]: text || null, page: null });
    if (schema.enum) return select([["", `Any ${parameter.name}`], ...schema.enum.map(String)], value, set, { "aria-label": parameter.name, title: parameter.description });
    return h("input", { type: "search", placeholder: `Filter: ${parameter.name}`, value, "data-filter": true, "aria-label": parameter.name, title: parameter.description, onchange: (event) => set(event.target.value) });
  }

  #direction(name) {
    if (this.query.get("sort_by") !== name) return null;
    return this.query.get("sort_order") === "desc" ? "descending" : "ascending";
  }

  /** Sort by a property: ascending, descending, then by creation. */
  #sort(name) {
    const direction = this.#direction(name);
    if (direction === "descending") this.#go({ sort_by: null, sort_order: null, page: null });
    else this.#go({ sort_by: name, sort_order: direction ? "desc" : null, page: null });
  }

  #go(changes) {
    const query = new URLSearchParams(this.query);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) query.delete(name);
      else query.set(name, value);
    }
    const text = query.toString();
    location.hash = `#/resources${this.path}${text ? `?${text}` : ""}`;
  }
}

/** Return a value of an item. A secret is shown on a click. */
function cell(value, schema, isFull = false) {
  if (value === null || value === undefined) return h("span", { class: "muted" }, "–");
  if (schema?.format === "password") {
    return button("••••••••", (event) => { event.stopPropagation(); event.target.textContent = String(value); }, "secret", { title: "Show the value" });
  }
  if (schema?.format === "date-time" && !isFull) return h("time", { title: value }, formatTime(value));
  if (typeof value === "boolean") return h("span", { class: value ? "badge" : "muted" }, String(value));
  if (typeof value === "object") return h("code", {}, JSON.stringify(value));
  return h("span", { class: typeof value === "number" ? "number" : "text", title: isFull ? null : String(value) }, String(value));
}
