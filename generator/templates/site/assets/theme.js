// The theme: that of the system until the reader chooses one. Runs before the page is shown, so that no page flashes.
"use strict";
(() => {
  const THEMES = ["light", "dark"];
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme || THEMES[Number(system.matches)]) === "dark";

  const chosen = window.choices.get("theme");
  if (THEMES.includes(chosen)) root.dataset.theme = chosen;

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector("button.theme");
    const show = () => button.setAttribute("aria-pressed", String(isDark()));
    button.addEventListener("click", () => {
      root.dataset.theme = THEMES[Number(!isDark())];
      window.choices.set("theme", root.dataset.theme);
      show();
    });
    system.addEventListener("change", show);
    button.hidden = false;
    show();
  });
})();
