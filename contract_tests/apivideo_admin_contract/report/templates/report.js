"use strict";
(() => {
  const input = document.getElementById("filter");
  if (!input) return;
  const articles = [...document.querySelectorAll("article")];
  const findings = [...document.querySelectorAll("details.finding")];
  const rows = [...document.querySelectorAll("[data-row]")];
  const count = document.getElementById("count");
  const texts = new Map();
  const text = (one) => {
    if (!texts.has(one)) texts.set(one, one.textContent.toLowerCase());
    return texts.get(one);
  };
  // A rule matches with its id and sentence, and then shows all its findings.
  const matches = (words, ...parts) => words.every((word) => parts.some((part) => text(part).includes(word)));
  const apply = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const article of articles) {
      const heading = article.querySelector("header");
      let any = false;
      for (const finding of article.querySelectorAll("details.finding")) {
        finding.hidden = !matches(words, heading, finding);
        any = any || !finding.hidden;
        shown += finding.hidden ? 0 : 1;
      }
      article.hidden = !any;
    }
    for (const row of rows) row.hidden = !matches(words, row);
    count.textContent = findings.length ? `${shown} of ${findings.length} findings` : "";
  };
  const move = (step) => {
    const visible = findings.filter((one) => !one.hidden).map((one) => one.querySelector("summary"));
    const at = visible.indexOf(document.activeElement);
    const next = visible[at === -1 ? (step > 0 ? 0 : visible.length - 1) : at + step];
    if (next) next.focus();
  };
  input.addEventListener("input", apply);
  document.getElementById("open").addEventListener("click", () => findings.forEach((one) => { one.open = true; }));
  document.getElementById("close").addEventListener("click", () => findings.forEach((one) => { one.open = false; }));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && document.activeElement === input) {
      input.value = "";
      apply();
      input.blur();
    } else if (document.activeElement === input) {
      return;
    } else if (event.key === "/") {
      event.preventDefault();
      input.focus();
    } else if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      move(event.key === "j" ? 1 : -1);
    }
  });
  document.querySelector(".tools").hidden = false;
  apply();
})();
