// A recorded request as code: curl, pytest and fetch.
import { authorization, BASE, session } from "./session.js";

/** Return a text as one word of a POSIX shell. */
export const shellQuote = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** Return the snippets of a request, by name. `query` has no question mark, `payload` is JSON or null. */
export function snippets({ method, path, query, payload, status, operation_id: operation, key = session.key }) {
  const target = encodeURI(path).replaceAll("%25", "%") + (query ? `?${query}` : "");
  const one = { method, target, payload, status, operation, key };
  return { curl: curl(one), pytest: pytest(one), "node fetch": node(one) };
}

/** Return the option of curl that sends a key. */
export const keyOfCurl = (key) => (session.scheme === "basic" ? `-u ${shellQuote(`${key}:`)}` : `-H ${shellQuote(`Authorization: ${authorization(key)}`)}`);

function curl({ method, target, payload, key }) {
  const parts = ["curl -sS", keyOfCurl(key)];
  if (method !== "GET") parts.push(`-X ${method}`);
  if (payload !== null) parts.push("-H 'Content-Type: application/json'", `-d ${shellQuote(JSON.stringify(payload))}`);
  parts.push(shellQuote(BASE + target));
  return parts.join(" \\\n  ");
}

function pytest({ method, target, payload, status, operation }) {
  const name = operation ?? "unknown_url";
  return [
    `def test_${name}(admin_mock):`,
    "    client = admin_mock.app.test_client()",
    '    headers = {"Authorization": admin_mock.authorization}',
    "",
    `    response = client.open(${python(target)}, method=${python(method)}, headers=headers${payload === null ? "" : `, json=${python(payload)}`})`,
    "",
    `    assert response.status_code == ${status}`,
    "",
  ].join("\n");
}

function node({ method, target, payload, key }) {
  const lines = [`const response = await fetch(${JSON.stringify(BASE + target)}, {`, `  method: ${JSON.stringify(method)},`, "  headers: {"];
  lines.push(`    Authorization: ${JSON.stringify(authorization(key))},`);
  if (payload !== null) lines.push('    "Content-Type": "application/json",');
  lines.push("  },");
  if (payload !== null) lines.push(`  body: JSON.stringify(${JSON.stringify(payload)}),`);
  return [...lines, "});", "console.log(response.status, await response.text());", ""].join("\n");
}

/** Return a JSON value as a literal of Python. */
export function python(value) {
  if (value === null) return "None";
  if (value === true || value === false) return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  return `{${Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}: ${python(one)}`).join(", ")}}`;
}

/** Copy a text. The clipboard of the browser is not available to pages of other machines without HTTPS. */
export async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
