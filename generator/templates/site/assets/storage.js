// What the reader chose, kept in the browser. It can refuse, for example for pages opened from a file: then a choice lasts as long as the page.
"use strict";
window.choices = (() => {
  const PREFIX = "reference.";
  return {
    get(name) {
      try { return localStorage.getItem(PREFIX + name) || ""; } catch { return ""; }
    },
    set(name, value) {
      try { localStorage.setItem(PREFIX + name, value); } catch { /* see above */ }
    },
  };
})();
