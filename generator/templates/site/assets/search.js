// The search: finds words in titles and texts, and shows each result with the place of the match. Loads only the index of the site.
"use strict";
(() => {
  const script = document.currentScript;
  const up = script.dataset.up;
  const MAX_RESULTS = 20;
  const BEFORE = 50; // characters of the text before the first match
  const LENGTH = 150; // characters of the text in a result

  const box = document.querySelector(".search");
  const input = document.getElementById("search");
  const results = document.getElementById("results");
  const found = document.getElementById("found");
  let index = null;

  function read([kind, title, page, anchor, place, text]) {
    const [name, above] = window.SEARCH_INDEX.pages[page];
    const path = [above, place].filter((part) => part && part !== title).join(", ");
    return { title, text, url: up + name + (anchor && `#${anchor}`), place: [kind, path].filter(Boolean).join(" · "), low: [title.toLowerCase(), text.toLowerCase()] };
  }

  // The index is a script: a page that was opened from a file cannot fetch one.
  function load() {
    if (index) return;
    index = [];
    const loading = document.createElement("script");
    loading.src = `${up}assets/search-index.js`;
    loading.addEventListener("load", () => {
      index = window.SEARCH_INDEX.entries.map(read);
      show();
    });
    document.head.append(loading);
  }

  const isLetter = (character) => character !== undefined && /[\p{L}\p{N}]/u.test(character);
  const continues = (character) => character === "_" || isLetter(character);

  // The position of a word: at the start of a word if there is such a match, else anywhere, else -1.
  function position(text, word) {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) if (!isLetter(text[at - 1])) return at;
    return text.indexOf(word);
  }

  // How well an entry matches a word: 0 is no match. A match in the title counts more, and one of whole words more.
  function score([title, text], word) {
    if (title === word) return 100;
    const at = position(title, word);
    if (at >= 0) return (at ? 0 : 5) + (isLetter(title[at - 1]) ? 15 : continues(title[at + word.length]) ? 40 : 60);
    const below = position(text, word);
    if (below < 0) return 0;
    return isLetter(text[below - 1]) ? 2 : 10;
  }

  const words = (query) => query.toLowerCase().split(/\s+/).filter(Boolean);

  // Every word must match. The best matches come first; equal ones keep the order of the index.
  function find(query) {
    const wanted = words(query);
    if (!wanted.length || !index) return [];
    const hits = [];
    for (const one of index) {
      const scores = wanted.map((word) => score(one.low, word));
      if (scores.every(Boolean)) hits.push([scores.reduce((sum, each) => sum + each), one]);
    }
    return hits.sort((a, b) => b[0] - a[0]).map((hit) => hit[1]);
  }

  // The part of a text around the first match.
  function context(text, wanted) {
    const lower = text.toLowerCase();
    const places = wanted.map((word) => position(lower, word)).filter((at) => at >= 0);
    const first = Math.max(0, Math.min(...places, text.length) - BEFORE);
    const start = places.length && first ? text.indexOf(" ", first) + 1 : 0;
    const part = text.slice(start, start + LENGTH);
    return `${start ? "… " : ""}${part}${start + LENGTH < text.length ? " …" : ""}`;
  }

  // An element with a text in which the words are marked. Entries are inserted as text, never as HTML.
  function marked(name, text, wanted) {
    const element = document.createElement(name);
    const lower = text.toLowerCase();
    let at = 0;
    while (at < text.length) {
      const next = wanted.map((word) => [lower.indexOf(word, at), word.length]).filter((hit) => hit[0] >= 0).sort((a, b) => a[0] - b[0] || b[1] - a[1])[0];
      if (!next || lower.length !== text.length) break;
      const mark = document.createElement("mark");
      mark.textContent = text.slice(next[0], next[0] + next[1]);
      element.append(text.slice(at, next[0]), mark);
      at = next[0] + next[1];
    }
    element.append(text.slice(at));
    return element;
  }

  function item(entry, wanted) {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = entry.url;
    const place = document.createElement("small");
    place.textContent = entry.place;
    link.append(marked("strong", entry.title, wanted), place);
    if (entry.text) link.append(marked("span", context(entry.text, wanted), wanted));
    line.append(link);
    return line;
  }

  function show() {
    const wanted = words(input.value);
    const hits = find(input.value);
    results.replaceChildren(...hits.slice(0, MAX_RESULTS).map((entry) => item(entry, wanted)));
    const count = `${hits.length} ${hits.length === 1 ? "result" : "results"}`;
    found.textContent = wanted.length ? (hits.length > MAX_RESULTS ? `${MAX_RESULTS} of ${count}` : count) : "";
  }

  function close() {
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
  input.addEventListener("focus", load);
  input.addEventListener("input", show);
  box.addEventListener("keydown", (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key === "Escape") close();
    else if (event.key in steps) move(steps[event.key]);
    else if (event.key === "Enter" && event.target === input) results.querySelector("a")?.click();
    else return;
    event.preventDefault();
  });
  // `/` and Ctrl-K (on macOS also Command-K) move to the search.
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    const control = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (!slash && !control) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
})();
