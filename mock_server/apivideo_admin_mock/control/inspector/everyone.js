// The recorded requests of several keys in one list.
import { sleep, visible } from "./live.js";
import { control } from "./session.js";

const KEYS = 20; // the last used ones
const PAGE = 50; // requests of a key
const KEPT = 1000; // requests of all keys
const PAUSE = 500; // milliseconds between two polls

/** Call `listen` with the summaries of all requests, each with its `key`, oldest first, whenever there are new ones. */
export async function followEveryone(listen, signal) {
  const last = new Map();
  let items = [];
  while (!signal.aborted) {
    await visible();
    const tenants = await control("GET", "/tenants", undefined, signal);
    const found = [];
    for (const { key } of tenants.items.slice(-KEYS)) {
      const page = await control("GET", `/requests?view=summary&limit=${PAGE}&after=${last.get(key) ?? 0}`, undefined, signal, key);
      if (page.items.length) last.set(key, page.items.at(-1).number);
      found.push(...page.items.map((one) => ({ ...one, key })));
    }
    if (found.length) {
      found.sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
      items = [...items, ...found].slice(-KEPT);
      listen(items);
    }
    await sleep(PAUSE);
  }
}
