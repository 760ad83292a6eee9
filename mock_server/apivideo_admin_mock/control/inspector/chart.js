// A chart of a report: daily figures as stacked bars, totals as lines.
import { h, replace, s } from "./dom.js";
import { formatNumber } from "./format.js";

const HEIGHT = 220;
const PAD = { left: 52, right: 12, top: 12, bottom: 26 };
const LABEL = 64; // pixels that the label of a day needs

/**
 * Draw rows into a node, again whenever its width changes.
 * `day` is the property with the day, `series` are the figures: `{name, isTotal}`. `choose` is called with the index of a row.
 */
export function drawChart(node, { rows, day, series, choose, signal }) {
  const plot = h("div", { class: "plot" });
  replace(node, h("p", { class: "legend" }, series.map((one, index) => h("span", { class: `key c${index % 6}` }, one.name))), plot);
  const draw = () => replace(plot, chart(Math.max(280, plot.clientWidth), rows, day, series, choose));
  const observer = new ResizeObserver(draw);
  observer.observe(plot);
  signal.addEventListener("abort", () => observer.disconnect());
  draw();
}

function chart(width, rows, day, series, choose) {
  const bars = series.filter((one) => !one.isTotal);
  const lines = series.filter((one) => one.isTotal);
  const peaks = rows.map((row) => Math.max(sum(row, bars), ...lines.map((one) => row[one.name])));
  const lowest = bars.length ? 0 : Math.min(...rows.flatMap((row) => lines.map((one) => row[one.name])));
  const { from, to, step } = scale(lowest, Math.max(...peaks, 1));
  const inner = { width: width - PAD.left - PAD.right, height: HEIGHT - PAD.top - PAD.bottom };
  const slot = inner.width / rows.length;
  const x = (index) => PAD.left + slot * (index + 0.5);
  const y = (value) => PAD.top + inner.height * (1 - (value - from) / (to - from));
  const color = (one) => `c${series.indexOf(one) % 6}`;
  const every = Math.ceil((LABEL * rows.length) / inner.width);
  const grid = [];
  for (let value = from; value <= to + step / 2; value += step) {
    grid.push(s("line", { class: "grid", x1: PAD.left, x2: width - PAD.right, y1: y(value), y2: y(value) }), s("text", { class: "tick end", x: PAD.left - 8, y: y(value) + 4 }, short(value)));
  }
  const stacks = rows.map((row, index) => {
    let top = 0;
    const wide = Math.min(slot * 0.7, 42);
    return s("g", {}, bars.map((one) => {
      const bottom = top;
      top += row[one.name];
      return s("rect", { class: color(one), x: x(index) - wide / 2, width: wide, y: y(top), height: Math.max(0, y(bottom) - y(top)), rx: 1 });
    }));
  });
  const paths = lines.map((one) => [
    s("polyline", { class: `line ${color(one)}`, points: rows.map((row, index) => `${x(index)},${y(row[one.name])}`).join(" ") }),
    rows.map((row, index) => s("circle", { class: `dot ${color(one)}`, cx: x(index), cy: y(row[one.name]), r: 2.5 })),
  ]);
  const hits = rows.map((row, index) => s("rect", { class: "hit", x: x(index) - slot / 2, width: slot, y: PAD.top, height: inner.height, onclick: () => choose(index) },
    s("title", {}, [row[day], ...series.map((one) => `${one.name}: ${formatNumber(row[one.name])}`)].join("\n"))));
  const days = rows.map((row, index) => (index % every ? null : s("text", { class: "tick middle", x: x(index), y: HEIGHT - 6 }, String(row[day]).slice(5))));
  return s("svg", { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": "Chart of the report" }, grid, stacks, paths, days, hits);
}

const sum = (row, series) => series.reduce((total, one) => total + row[one.name], 0);

/** Return round limits of an axis, and the step between its lines. */
function scale(low, high) {
  const rough = (high - low || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].find((one) => one * power >= rough) * power);
  return { from: Math.floor(low / step) * step, to: Math.ceil(high / step) * step || step, step };
}

const short = (value) => (value >= 1e6 ? `${value / 1e6}M` : value >= 10_000 ? `${value / 1000}k` : formatNumber(value));
