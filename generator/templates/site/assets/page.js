// Copy buttons, links into closed sections, the current section, the contents of a narrow screen, and printing. The page is complete without them.
"use strict";
(() => {
  const SHOWN_MS = 2000;

  function addCopyButton(block) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      const code = block.querySelector("code");
      try {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(code);
        button.textContent = "Selected";
      }
      setTimeout(() => { button.textContent = "Copy"; }, SHOWN_MS);
    });
    block.append(button);
  }

  // Open the closed sections that a link leads into, then scroll to its target.
  function openTarget() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || target.id === "contents") return;
    for (let part = target; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
    target.scrollIntoView();
  }

  // The contents scroll on their own: show the current page in them.
  function showCurrentPage() {
    const contents = document.getElementById("contents");
    const current = contents.querySelector("[aria-current]");
    if (current) contents.scrollTop = current.offsetTop - contents.clientHeight / 2;
  }

  // Mark the section that the reader sees in "On this page".
  function followSections() {
    const links = new Map([...document.querySelectorAll(".outline a")].map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
    const headings = [...document.querySelectorAll("main h2[id]")].filter((heading) => links.has(heading.id));
    const mark = () => {
      const passed = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
      for (const link of links.values()) link.removeAttribute("aria-current");
      if (passed.length) links.get(passed[passed.length - 1].id).setAttribute("aria-current", "true");
    };
    const observer = new IntersectionObserver(mark, { rootMargin: "0px 0px -66% 0px" });
    for (const heading of headings) observer.observe(heading);
  }

  document.querySelectorAll(".code").forEach(addCopyButton);
  addEventListener("hashchange", openTarget);
  addEventListener("beforeprint", () => { for (const part of document.querySelectorAll("details")) part.open = true; });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && location.hash === "#contents") location.hash = "#content";
  });
  showCurrentPage();
  followSections();
  openTarget();
})();
