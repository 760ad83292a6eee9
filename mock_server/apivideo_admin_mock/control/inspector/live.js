// What changes while the page is open: recorded requests by long polling, the state in numbers once a second.
import { control } from "./session.js";

const PAGE = 200; // requests
const KEPT = 1000; // requests, as in the mock
const WAIT = 20; // seconds
const PAUSE = 200; // milliseconds between two polls, so that many requests arrive together

/** Emits `requests` (detail: new ones, oldest first, or null if all changed), `overview` and `connection`. */
class Live extends EventTarget {
  /** The summaries of the recorded requests, oldest first. */
  items = [];
  dropped = 0;
  overview = null;
  isConnected = true;
  #abort = new AbortController();

  /** Follow the chosen key, from its newest requests on. */
  restart() {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.items = [];
    this.overview = null;
    this.#emit("requests", null);
    this.#follow(this.#abort.signal);
    this.#watch(this.#abort.signal);
  }

  /** Read the state in numbers now. */
  async refresh(signal = this.#abort.signal) {
    const overview = await control("GET", "/overview", undefined, signal);
    const before = this.items.length;
    const last = this.items.at(-1)?.number ?? 0;
    this.overview = overview;
    if (overview.requests < last) return this.restart(); // the data of the key was deleted
    this.items = this.items.filter((one) => one.number > overview.cleared);
    if (this.items.length < before) this.#emit("requests", null);
    this.#emit("overview", overview);
  }

  async #follow(signal) {
    while (!signal.aborted) {
      try {
        await visible();
        const isFirst = this.items.length === 0 && this.overview === null;
        const after = Math.max(this.items.at(-1)?.number ?? 0, this.overview?.cleared ?? 0);
        const wait = isFirst ? "" : `&count=1&wait=${WAIT}`;
        const query = `/requests?view=summary&limit=${PAGE}&after=${after}${wait}`;
        const found = await control("GET", query, undefined, signal);
        this.#connected(true);
        this.dropped = found.dropped;
        if (found.items.length) this.#add(found.items);
        if (isFirst) {
          await this.#older(signal);
          await this.refresh(signal);
        }
        await sleep(PAUSE);
      } catch (error) {
        if (signal.aborted) return;
        this.#connected(error.status !== undefined);
        await sleep(1000);
      }
    }
  }

  /** Read the older requests, page by page. */
  async #older(signal) {
    let before = this.items[0]?.number;
    while (before > 1 && this.items.length < KEPT) {
      const found = await control("GET", `/requests?view=summary&limit=${PAGE}&before=${before}`, undefined, signal);
      if (!found.items.length) return;
      this.items = [...found.items, ...this.items];
      before = found.items[0].number;
      this.#emit("requests", null);
    }
  }

  async #watch(signal) {
    while (!signal.aborted) {
      try {
        await visible();
        await sleep(1000);
        await this.refresh(signal);
        this.#connected(true);
      } catch (error) {
        if (!signal.aborted) this.#connected(error.status !== undefined);
      }
    }
  }

  #add(items) {
    this.items = [...this.items, ...items].slice(-KEPT);
    this.#emit("requests", items);
  }

  #connected(isConnected) {
    if (isConnected === this.isConnected) return;
    this.isConnected = isConnected;
    this.#emit("connection", isConnected);
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

export const live = new Live();

/** Call a function with the detail of each event until the signal is aborted. */
export const on = (name, listener, signal) => live.addEventListener(name, (event) => listener(event.detail), { signal });

/** Wait for a time in milliseconds. */
export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Wait until the page is visible: a hidden one sends nothing. */
export function visible() {
  if (document.visibilityState === "visible") return null;
  return new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true })).then(visible);
}
