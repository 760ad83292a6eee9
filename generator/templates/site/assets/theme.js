// The theme: that of the system until the reader chooses one. Runs before the page is shown, so that no page flashes.
"use strict";
(() => {
  const NAME = "theme";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");

  // A browser can refuse to store anything, for example for pages opened from a file.
  function stored() {
    try { return localStorage.getItem(NAME); } catch { return null; }
  }
  function store(theme) {
    try { localStorage.setItem(NAME, theme); } catch { /* the choice lasts as long as the page */ }
  }

  const isDark = () => (root.dataset.theme || (system.matches ? "dark" : "light")) === "dark";

  if (["light", "dark"].includes(stored())) root.dataset.theme = stored();
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector("button.theme");
    const show = () => button.setAttribute("aria-pressed", String(isDark()));
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      store(root.dataset.theme);
      show();
    });
    system.addEventListener("change", show);
    button.hidden = false;
    show();
  });
})();
