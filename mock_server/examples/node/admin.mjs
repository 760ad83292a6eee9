// A team's own small client of the Admin API: node's fetch and nothing else. admin.test.mjs tests it against the mock, and tells how to run it.

export class AdminError extends Error {
  constructor(status, problem) {
    super(`${status} ${problem.title ?? ""} ${problem.detail ?? ""}`.trim());
    this.name = "AdminError";
    this.status = status;
    this.problem = problem;
  }
}

const wait = (seconds) => new Promise((resolve) => setTimeout(resolve, 1000 * seconds));

/** `sleep` waits for so many seconds; a test gives one that moves the mock's clock instead. */
export function adminClient({ baseUrl, key, sleep = wait, attempts = 3 }) {
  const authorization = `Basic ${Buffer.from(`${key}:`).toString("base64")}`;

  /** Sends a request, again after a 429 or 503; resolves to the JSON of the answer, rejects with an AdminError. */
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

  /** Yields the items of all pages of a list, by the links that the server gives. */
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
