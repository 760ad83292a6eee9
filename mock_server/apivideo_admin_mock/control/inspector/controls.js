// The tab of controls: the clock, the rate limit, the latency, and the whole state.
import { attempt, button, field, h, prose, replace, s } from "./dom.js";
import { formatNumber, formatTime } from "./format.js";
import { live, on } from "./live.js";
import { control, session } from "./session.js";

const STEPS = [["+1 s", 1], ["+1 min", 60], ["+1 h", 3600], ["+1 day", 86_400]];

/** Show the tab. */
export function showControls(main, { signal }) {
  const now = h("output", { class: "huge" });
  const freeze = button("Freeze", () => change({ frozen: !live.overview.clock.frozen }));
  const time = h("input", { type: "text", placeholder: "2026-12-01T00:00:00Z", "aria-label": "Time" });
  const gauge = h("div", { class: "gauge" });
  const limit = h("input", { type: "text", placeholder: "10/s, 100/60s, off or spec", "aria-label": "Rate limit" });
  const latency = h("input", { type: "number", min: 0, max: 60, step: 0.1, "aria-label": "Latency" });

  async function change(payload) {
    await attempt(async () => { await control("PATCH", "/clock", payload); await changed(); });
  }

  const nextMonth = () => {
    const date = new Date(live.overview.clock.now);
    return change({ now: new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)).toISOString() });
  };
  const settings = (payload, done) => attempt(async () => { await control("PATCH", "/settings", payload); await changed(); }, done);
  const submit = (action) => (event) => { event.preventDefault(); action(); };

  replace(main, h("div", { class: "columns" },
    h("section", { class: "card" }, h("h2", {}, "Clock"), now,
      h("div", { class: "actions" }, STEPS.map(([label, seconds]) => button(label, () => change({ advance: seconds }))), button("Next month", nextMonth), freeze),
      h("form", { class: "row", onsubmit: submit(() => change({ now: time.value })) }, time, h("button", {}, "Set"))),
    h("section", { class: "card" }, h("h2", {}, "Rate limit"), gauge,
      h("form", { class: "row", onsubmit: submit(() => settings({ rate_limit: limit.value }, "The rate limit is changed.")) }, limit, h("button", {}, "Set"))),
    h("section", { class: "card" }, h("h2", {}, "Latency"), h("p", { class: "muted" }, "The delay of every response, in seconds."),
      h("form", { class: "row", onsubmit: submit(() => settings({ latency: Number(latency.value) }, "The latency is changed.")) }, latency, h("button", {}, "Set"))),
    stateCard()));
  latency.value = live.overview?.latency ?? 0;
  limit.value = live.overview?.rate_limit ?? "";

  const draw = (overview) => {
    replace(now, formatTime(overview.clock.now), h("small", {}, overview.clock.frozen ? " UTC, frozen" : " UTC"));
    freeze.textContent = overview.clock.frozen ? "Unfreeze" : "Freeze";
    drawGauge(gauge, overview);
    for (const [input, value] of [[latency, overview.latency], [limit, overview.rate_limit]]) {
      if (document.activeElement !== input && input.dataset.shown !== String(value)) input.value = input.dataset.shown = value;
    }
  };
  on("overview", draw, signal);
  if (live.overview) draw(live.overview);
}

/** Show the requests left in the window as an arc. */
function drawGauge(node, { rate_limit: limit, window: frame }) {
  if (!frame) return void replace(node, h("p", { class: "muted" }, "The rate limit is off."));
  const share = frame.remaining / frame.limit;
  const arc = (part, kind) => s("circle", { cx: 40, cy: 40, r: 32, class: kind, pathLength: 100, "stroke-dasharray": `${part * 75} 100`, transform: "rotate(135 40 40)" });
  replace(node, s("svg", { viewBox: "0 0 80 80", role: "img", "aria-label": `${frame.remaining} of ${frame.limit} requests left` },
    arc(1, "track"), arc(share, share > 0.3 ? "good" : share > 0 ? "low" : "none"), s("text", { x: 40, y: 45 }, formatNumber(frame.remaining))),
    h("p", {}, h("b", {}, `${formatNumber(frame.remaining)} of ${formatNumber(frame.limit)} requests left`), h("br"), h("span", { class: "muted" }, `Limit: ${limit}. `, frame.reset ? `The oldest leaves the window in ${frame.reset} s.` : "The window is empty.")));
}

function stateCard() {
  const load = (method, path, done) => h("input", {
    type: "file", accept: ".json,application/json",
    onchange: async (event) => {
      const [file] = event.target.files;
      await attempt(async () => { await control(method, path, JSON.parse(await file.text())); await changed(); }, done);
      event.target.value = "";
    },
  });
  const reset = (event) => {
    const node = event.target;
    if (!node.dataset.sure) {
      node.dataset.sure = "yes";
      node.textContent = "Click again to reset";
      return;
    }
    delete node.dataset.sure;
    node.textContent = "Reset";
    attempt(async () => { await control("POST", "/reset"); await changed(); }, "The initial state is restored.");
  };
  return h("section", { class: "card" }, h("h2", {}, "State"),
    h("p", { class: "muted" }, prose("All resources of this key, as a scenario in a file. `serve --scenario` reads the same file.")),
    h("div", { class: "actions" }, button("Save state", () => attempt(save)), button("Reset", reset, "danger")),
    field("Load a state: it replaces all resources", load("PUT", "/state", "The state is loaded.")),
    field("Load a scenario: it adds resources", load("POST", "/scenario", "The scenario is loaded.")));
}

/** Download the state as a file. */
async function save() {
  const state = await control("GET", "/state");
  const url = URL.createObjectURL(new Blob([JSON.stringify(state, null, 2)], { type: "application/json" }));
  const link = h("a", { href: url, download: `state-${session.key.replace(/[^\w-]+/g, "_").slice(0, 40)}.json` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** Read the changed state, and let the other parts of the page read theirs. */
async function changed() {
  await live.refresh();
  dispatchEvent(new Event("mock-changed"));
}
