// Search the index of the site. Loads no other resources.
"use strict";
(() => {
  const up = document.currentScript.dataset.up;
  const MAX_RESULTS = 12;

  // Every word must match. Matches in the title come first.
  function find(query) {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    const hits = window.SEARCH_INDEX.filter((entry) => words.every((word) => `${entry.title} ${entry.text}`.toLowerCase().includes(word)));
    const rank = (entry) => (words.every((word) => entry.title.toLowerCase().includes(word)) ? 0 : 1);
    return hits.map((entry) => [rank(entry), entry]).sort((a, b) => a[0] - b[0]).map((pair) => pair[1]);
  }

  // Entries are inserted as text, never as HTML.
  function item(entry) {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = up + entry.url;
    link.textContent = entry.title;
    const kind = document.createElement("small");
    kind.textContent = entry.kind;
    link.append(kind);
    line.append(link);
    return line;
  }

  const box = document.querySelector(".search");
  const input = document.getElementById("search");
  const results = document.getElementById("results");
  const found = document.getElementById("found");

  function show() {
    const hits = find(input.value);
    results.replaceChildren(...hits.slice(0, MAX_RESULTS).map(item));
    const count = `${hits.length} ${hits.length === 1 ? "result" : "results"}`;
    found.textContent = input.value.trim() ? (hits.length > MAX_RESULTS ? `${MAX_RESULTS} of ${count}` : count) : "";
  }

  function clear() {
    input.value = "";
    show();
    input.focus();
  }

  function move(step) {
    const stops = [input, ...results.querySelectorAll("a")];
    const next = stops[stops.indexOf(document.activeElement) + step];
    if (next) next.focus();
  }

  box.hidden = false;
  input.addEventListener("input", show);
  box.addEventListener("keydown", (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key === "Escape") clear();
    else if (event.key in steps) move(steps[event.key]);
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
  });
})();
