// The tab of injected faults: inject one from the schema of the control document, see its hits, remove all.
import { attempt, button, empty, h, replace, toast } from "./dom.js";
import { schemaForm } from "./forms.js";
import { formatEffect, formatNumber } from "./format.js";
import { live, on } from "./live.js";
import { control } from "./session.js";

/** Show the tab. */
export function showFaults(main, { controls, signal }) {
  const table = h("div", { class: "scroll" });
  const add = controls.operation("add_fault");

  async function load() {
    const { items } = await control("GET", "/faults", undefined, signal);
    if (!items.length) return replace(table, empty("No active faults.", "A fault makes requests fail: with an error status, a delay, a closed connection or a damaged body."));
    return replace(table, h("table", { class: "rows" },
      h("thead", {}, h("tr", {}, ["Effect", "Applies to"].map((one) => h("th", {}, one)), ["Hits", "Left"].map((one) => h("th", { class: "number" }, one)))),
      h("tbody", {}, items.map((one) => h("tr", { "data-row": true, tabindex: 0 },
        h("td", {}, h("span", { class: "badge" }, formatEffect(one.effect))), h("td", {}, scope(one)),
        h("td", { class: "number" }, formatNumber(one.hits)), h("td", { class: "number" }, one.times === null ? "no limit" : formatNumber(one.times - one.hits)))))));
  }

  const clear = () => attempt(async () => { await control("DELETE", "/faults"); await live.refresh(); await load(); }, "All faults are removed.");
  const submit = async (value) => {
    await control("POST", "/faults", value);
    toast("The fault is active.");
    await live.refresh();
    await load();
  };
  replace(main, h("div", { class: "columns" },
    h("section", { class: "card wide" }, h("h2", {}, "Inject a fault"), schemaForm(controls, add.payload, { label: "Inject the fault", submit })),
    h("section", { class: "card" }, h("header", {}, h("h2", {}, "Active faults"), h("span", { class: "grow" }), button("Remove all", clear, "quiet")), table)));
  on("requests", () => attempt(load), signal);
  return load();
}

/** Return which requests a fault applies to. */
function scope({ operation_id: operation, method, path, nth, probability }) {
  const parts = [operation, method, path].filter(Boolean).map((one) => h("code", {}, one));
  if (!parts.length) parts.push("every request");
  if (nth > 1) parts.push(` from number ${formatNumber(nth)} on`);
  if (probability < 1) parts.push(` with probability ${probability}`);
  return parts.flatMap((one, index) => (index ? [" ", one] : [one]));
}
