// A small client of the Admin API on node's fetch, without packages. Run its tests as admin.test.mjs describes.

export class AdminError extends Error {
  constructor(status, problem) {
    super(`${status} ${problem.title ?? ""} ${problem.detail ?? ""}`.trim());
    this.name = "AdminError";
    this.status = status;
    this.problem = problem;
  }
}

const wait = (seconds) => new Promise((resolve) => setTimeout(resolve, 1000 * seconds));

/** Creates a client. `sleep` waits for a number of seconds; a test can pass one that moves the mock's clock instead. */
export function adminClient({ baseUrl, key, sleep = wait, attempts = 3 }) {
  const authorization = `Basic ${Buffer.from(`${key}:`).toString("base64")}`;

  /** Sends a request, and retries it after a 429 or 503. Resolves to the JSON of the response, or rejects with an AdminError. */
  async function call(method, path, payload) {
    const headers = payload === undefined ? { authorization } : { authorization, "content-type": "application/json" };
    const body = payload === undefined ? undefined : JSON.stringify(payload);
    for (let attempt = 1; ; attempt += 1) {
      const response = await fetch(new URL(path, baseUrl), { method, headers, body });
      const text = await response.text();
      if (response.ok) return text === "" ? undefined : JSON.parse(text);
      if (![429, 503].includes(response.status) || attempt === attempts) {
        const isProblem = response.headers.get("content-type")?.startsWith("application/problem+json");
        throw new AdminError(response.status, isProblem ? JSON.parse(text) : { title: text });
      }
      await sleep(Number(response.headers.get("retry-after") ?? 1));
    }
  }

  /** Yields the items of all pages of a list. It requests the `next` link of each page. */
  async function* list(path, query = {}) {
    let next = `${path}?${new URLSearchParams(query)}`;
    while (next !== undefined) {
      const page = await call("GET", next);
      yield* page.items;
      next = page.links.find((link) => link.rel === "next")?.href;
    }
  }

  return { call, list };
}
