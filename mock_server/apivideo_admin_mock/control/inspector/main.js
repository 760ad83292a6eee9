// Start the page: the tenant, the tabs, the keyboard and the theme.
import { attempt, button, empty, h, mark, replace, select } from "./dom.js";
import { ApiDocument } from "./document.js";
import { live, on } from "./live.js";
import { chooseKey, control, session } from "./session.js";
import { formatTime } from "./format.js";
import { showApi } from "./api.js";
import { showControls } from "./controls.js";
import { showFaults } from "./faults.js";
import { showRequests } from "./requests.js";
import { showResources } from "./resources.js";
import { showUsage } from "./usage.js";

const TABS = { requests: showRequests, resources: showResources, usage: showUsage, faults: showFaults, controls: showControls, api: showApi };
const OTHER = "\n"; // no key contains it
const KEYS = [
  ["1 – 6", "choose a tab"], ["/", "go to the filter"], ["j  k", "next, previous row"], ["Enter", "open the row"],
  ["Esc", "close the details"], ["n", "create"], ["t", "dark or light"], ["?", "this list"],
];

const page = { documents: null, closing: new AbortController() };
const main = document.getElementById("main");

/** Show the tab that the address names: `#/tab/rest?query`. */
function route() {
  const [path, query = ""] = (location.hash.slice(2) || "requests").split("?");
  const [tab, ...rest] = path.split("/");
  const show = TABS[tab] ?? showRequests;
  for (const link of document.querySelectorAll("#nav a")) {
    mark(link, "aria-current", link.getAttribute("href") === `#/${tab}`, "page");
  }
  page.closing.abort();
  page.closing = new AbortController();
  main.className = `tab-${tab}`;
  replace(main);
  const address = { path: rest.map(decodeURIComponent), query: new URLSearchParams(query) };
  attempt(async () => show(main, { ...page.documents, address, signal: page.closing.signal }));
}

async function showTenants() {
  const found = await control("GET", "/tenants");
  const keys = found.items.map((one) => one.key);
  if (!session.key || !(keys.includes(session.key) || found.any_key)) chooseKey(keys[0] ?? "mock-admin-key");
  if (!keys.includes(session.key)) keys.push(session.key);
  const options = [...keys.map((key) => [key, key]), ...(found.any_key ? [[OTHER, "Another key …"]] : [])];
  const node = select(options, session.key, (key) => (key === OTHER ? askForKey(node) : open(key)), { id: "tenant", "aria-label": "Admin API key" });
  document.getElementById("tenant").replaceWith(node);
}

function open(key) {
  chooseKey(key);
  live.restart();
  route();
}

function askForKey(before) {
  before.value = session.key;
  const input = h("input", { required: true, "aria-label": "Key" });
  const dialog = h("dialog", { class: "dialog" });
  const submit = (event) => {
    event.preventDefault();
    dialog.remove();
    open(input.value);
    attempt(showTenants);
  };
  replace(dialog, h("form", { onsubmit: submit }, h("h2", {}, "Another key"), h("p", {}, "Each key has isolated data. A new one starts with that of the scenario."),
    input, h("div", { class: "actions" }, button("Cancel", () => dialog.remove(), "quiet"), h("button", { class: "primary" }, "Open"))));
  document.body.append(dialog);
  dialog.showModal();
}

function showHelp() {
  const dialog = h("dialog", { class: "dialog" }, h("h2", {}, "Keyboard"),
    h("dl", { class: "keyboard" }, KEYS.map(([keys, effect]) => [h("dt", {}, keys.split("  ").map((one) => h("kbd", {}, one))), h("dd", {}, effect)])),
    h("div", { class: "actions" }, button("Close", () => dialog.remove(), "primary")));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function toggleTheme() {
  const root = document.documentElement;
  const dark = (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  root.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
}

function moveRow(step) {
  const rows = [...main.querySelectorAll("[data-row]")];
  const index = rows.findIndex((row) => row === document.activeElement);
  const next = rows[Math.max(0, Math.min(rows.length - 1, index + step))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function onKey(event) {
  const isTyping = event.target.closest("input, textarea, select, dialog");
  if (event.key === "Escape" && !event.target.closest("dialog")) {
    if (isTyping) event.target.blur();
    else main.querySelector("[data-close]")?.click();
    return;
  }
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const actions = {
    "/": () => main.querySelector("[data-filter]")?.focus(), j: () => moveRow(1), k: () => moveRow(-1), ArrowDown: () => moveRow(1), ArrowUp: () => moveRow(-1),
    n: () => main.querySelector("[data-create]")?.click(), t: toggleTheme, "?": showHelp,
    Enter: () => event.target.matches("[data-row]") && event.target.click(),
  };
  const tab = Object.keys(TABS)[Number(event.key) - 1];
  if (tab) location.hash = `#/${tab}`;
  else if (actions[event.key] && !(event.key === "Enter" && !event.target.matches("[data-row]"))) actions[event.key]();
  else return;
  event.preventDefault();
}

async function start() {
  if (localStorage.getItem("theme")) document.documentElement.dataset.theme = localStorage.getItem("theme");
  document.getElementById("theme").addEventListener("click", toggleTheme);
  document.getElementById("help").addEventListener("click", showHelp);
  document.addEventListener("keydown", onKey);
  on("overview", ({ clock }) => replace(document.getElementById("clock"), clock.frozen ? "Frozen " : "", formatTime(clock.now)));
  on("connection", (isConnected) => document.getElementById("connection").toggleAttribute("hidden", isConnected));
  try {
    await showTenants();
    const [served, controls] = await Promise.all([fetch("../openapi.json", { credentials: "omit" }).then((one) => one.json()), control("GET", "/openapi.json")]);
    session.scheme = new ApiDocument(served).scheme;
    page.documents = { served: new ApiDocument(served), controls: new ApiDocument(controls) };
  } catch (error) {
    replace(main, empty("The mock does not allow this page to read it.", error.message));
    return;
  }
  document.getElementById("version").textContent = page.documents.served.version;
  addEventListener("hashchange", route);
  live.restart();
  route();
}

start();
