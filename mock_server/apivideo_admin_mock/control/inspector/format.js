// How numbers, times and values are shown.

/** Return a time as `2026-11-30 17:05:09` (UTC). */
export const formatTime = (text) => new Date(text).toISOString().slice(0, 19).replace("T", " ");

/** Return the time of day of a time, with milliseconds (UTC). */
export const formatClock = (text) => new Date(text).toISOString().slice(11, 19);

/** Return seconds as `0.4 ms`, `12 ms` or `1.5 s`. */
export function formatDuration(seconds) {
  if (seconds >= 1) return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
  const milliseconds = seconds * 1000;
  return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
}

/** Return a number with separators of thousands. */
export const formatNumber = (number) => number.toLocaleString("en-US");

/** Return an effect of an injected fault in words, for example `status 503`. */
export function formatEffect(effect) {
  const { kind, ...options } = effect;
  const shown = Object.entries(options).filter(([, value]) => value !== null && value !== false && value !== 0);
  return [kind, ...shown.map(([name, value]) => (name === kind || name === "when" || name === "value" ? String(value) : `${name} ${value}`))].join(" ");
}
