// The tab of recorded requests: as they arrive, filtered, and one in full.
import { attempt, button, empty, h, keepFocus, mark, method, replace, select, status } from "./dom.js";
import { followEveryone } from "./everyone.js";
import { formatClock, formatDuration, formatEffect, formatNumber, formatTime } from "./format.js";
import { jsonView } from "./json.js";
import { live, on } from "./live.js";
import { control, session } from "./session.js";
import { copy, snippets } from "./snippets.js";

const SHOWN = 200; // rows at once
const STATUSES = [["", "Any status"], ["2", "2xx"], ["4", "4xx"], ["5", "5xx"], ["violations", "Violations"]];
const filter = { text: "", status: "", operation: "", keys: "one" };

/** Show the tab. */
export function showRequests(main, { served, address, signal }) {
  const rows = h("tbody");
  const foot = h("span", {});
  const details = h("section", { class: "details", "aria-label": "Request" });
  let limit = SHOWN;
  let chosen = Number(address.path[0]) || null;
  let chosenKey = session.key;
  let everyone = null; // the requests of all keys, if they are shown
  const source = () => (everyone ? { items: everyone, dropped: 0 } : live);
  let isPaused = false;
  let stop = new AbortController();

  const operations = [["", "Any operation"], ...served.operations.map((one) => one.id)];
  const list = h("section", { class: "list" },
    h("div", { class: "bar" },
      h("input", { type: "search", placeholder: "Filter", value: filter.text, "data-filter": true, "aria-label": "Filter", oninput: (event) => change("text", event.target.value) }),
      select(STATUSES, filter.status, (value) => change("status", value), { "aria-label": "Status" }),
      select(operations, filter.operation, (value) => change("operation", value), { "aria-label": "Operation" }),
      select([["one", "This key"], ["all", "All keys"]], filter.keys, chooseKeys, { "aria-label": "Keys" })),
    h("div", { class: "scroll" }, h("table", { class: "rows requests" }, h("thead", {}, h("tr", {}, ["#", "Time", "Request", "Status", "Duration"].map((one) => h("th", {}, one)))), rows)),
    h("div", { class: "foot" }, foot, h("span", { class: "grow" }), button("Pause", (event) => pause(event.target), "quiet live"),
      button("Clear", () => attempt(async () => { await control("DELETE", "/requests"); await live.refresh(); }), "quiet", { title: "Delete the recorded requests of this key" })));
  replace(main, h("div", { class: "split" }, list, details));

  const change = (name, value) => { filter[name] = value; limit = SHOWN; draw(); };

  function chooseKeys(value) {
    filter.keys = value;
    close();
    everyone = value === "all" ? [] : null;
    stop.abort();
    stop = new AbortController();
    const isOver = AbortSignal.any([signal, stop.signal]);
    if (everyone) attempt(() => followEveryone((items) => { everyone = items; if (!isPaused) draw(); }, isOver));
    draw();
  }

  function pause(node) {
    isPaused = !isPaused;
    node.textContent = isPaused ? "Resume" : "Pause";
    node.classList.toggle("paused", isPaused);
    if (!isPaused) draw();
  }

  const matches = (one) =>
    (filter.status === "violations" ? one.violations.length > 0 : String(one.status).startsWith(filter.status)) && (!filter.operation || one.operation_id === filter.operation) &&
    (!filter.text || `#${one.number} ${one.method} ${one.path}?${one.query}`.toLowerCase().includes(filter.text.toLowerCase()));

  function draw() {
    const { items, dropped } = source();
    const found = items.filter(matches).reverse();
    keepFocus(rows, () => replace(rows, found.slice(0, limit).map(row)));
    replace(foot,
      h("span", {}, `${formatNumber(found.length)} of ${formatNumber(items.length)} requests`, dropped ? `; ${formatNumber(dropped)} older ones are no longer recorded` : ""),
      found.length > limit ? button(`Show ${SHOWN} more`, () => { limit += SHOWN; draw(); }, "quiet") : null);
    if (!found.length) {
      const [title, detail] = items.length ? ["No request matches.", "Change the filter to see others."] : ["No requests yet.", "Requests to the API appear here as they arrive."];
      replace(rows, h("tr", {}, h("td", { colspan: 5 }, empty(title, detail))));
    }
  }

  function row(one) {
    return h("tr", { "data-row": one.number, tabindex: 0, "data-key": one.key, "aria-selected": isChosen(one.number, one.key) ? "true" : null, onclick: () => open(one.number, one.key) },
      h("td", { class: "number" }, one.number), h("td", { class: "time" }, formatClock(one.at)),
      h("td", { class: "request" }, method(one.method), h("code", { title: one.path }, one.path, one.query ? h("span", { class: "query" }, `?${one.query}`) : null),
        one.key ? h("span", { class: "chip" }, one.key) : null,
        one.violations.length ? h("span", { class: "badge violation", title: one.violations[0].detail }, plural(one.violations.length, "violation")) : null,
        one.fault ? h("span", { class: "badge", title: "An injected fault applied" }, formatEffect(one.fault)) : null),
      h("td", {}, status(one.status)), h("td", { class: "time" }, formatDuration(one.duration)));
  }

  const isChosen = (number, key = session.key) => number === chosen && key === chosenKey;

  async function open(number, key = session.key) {
    [chosen, chosenKey] = [number, key];
    history.replaceState(null, "", key === session.key ? `#/requests/${number}` : "#/requests");
    for (const one of rows.querySelectorAll("[data-row]")) mark(one, "aria-selected", isChosen(Number(one.dataset.row), one.dataset.key));
    const { items: [one] } = await control("GET", `/requests?after=${number - 1}&before=${number + 1}`, undefined, signal, key);
    main.firstChild.classList.add("is-open");
    replace(details, one ? detail(one, key, close) : empty("This request is no longer recorded."));
  }

  function close() {
    chosen = null;
    history.replaceState(null, "", "#/requests");
    main.firstChild.classList.remove("is-open");
    for (const one of rows.querySelectorAll("[aria-selected]")) one.removeAttribute("aria-selected");
    replace(details, empty("Select a request to see it in full."));
  }

  on("requests", () => isPaused || everyone || draw(), signal);
  draw();
  if (chosen) attempt(() => open(chosen));
  else if (filter.keys === "all") chooseKeys("all");
  else close();
}

function detail(one, key, close) {
  const code = snippets({ ...one, key, payload: one.request });
  const headers = Object.entries(one.headers);
  return [
    h("header", {}, h("h2", {}, method(one.method), h("code", {}, one.path)), h("span", { class: "grow" }), button("×", close, "icon", { "data-close": true, "aria-label": "Close" })),
    h("dl", { class: "facts" },
      fact("Status", status(one.status)), fact("Duration", formatDuration(one.duration)), fact("Time", formatTime(one.at)),
      fact("Operation", one.operation_id ?? "unknown URL"), fact("Request id", h("code", {}, one.request_id)), one.fault ? fact("Injected fault", h("span", { class: "badge" }, formatEffect(one.fault))) : null),
    one.violations.length ? h("div", { class: "problem" }, h("b", {}, `The proxy found ${plural(one.violations.length, "violation")} of the document.`), h("ul", {}, one.violations.map(violation))) : null,
    h("div", { class: "actions" }, Object.entries(code).map(([name, text]) => button(`Copy ${name}`, () => attempt(async () => copy(text), `Copied as ${name}.`), ""))),
    h("div", { class: "pair" },
      h("div", {}, h("h3", {}, "Request"),
        one.query ? [h("h4", {}, "Query"), pairs([...new URLSearchParams(one.query)])] : null,
        one.request === null ? h("p", { class: "muted" }, "No payload") : [h("h4", {}, "Payload"), jsonView(one.request)],
        headers.length ? h("details", {}, h("summary", {}, `${headers.length} headers`), pairs(headers)) : null),
      h("div", {}, h("h3", {}, "Response"), one.response === null ? h("p", { class: "muted" }, "No content") : [h("h4", {}, "Content"), jsonView(one.response)])),
  ];
}

const violation = ({ part, rule, at, detail, pointer }) => h("li", {}, `${part}, ${rule}: ${detail} `, h("code", {}, at), h("br"), h("code", { class: "muted" }, pointer));

const plural = (count, noun) => `${formatNumber(count)} ${noun}${count === 1 ? "" : "s"}`;

const fact = (name, value) => h("div", {}, h("dt", {}, name), h("dd", {}, value));

const pairs = (entries) => h("dl", { class: "pairs" }, entries.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
