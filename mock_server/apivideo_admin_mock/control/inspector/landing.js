// The landing page: the keys of the mock, and a first request with one of them.
import { h, replace } from "./dom.js";
import { ApiDocument } from "./document.js";
import { session } from "./session.js";
import { keyOfCurl, shellQuote } from "./snippets.js";

async function show() {
  const list = document.getElementById("keys");
  let keys = [];
  try {
    const response = await fetch("_mock/tenants", { credentials: "omit" });
    const content = await response.json();
    if (!response.ok) throw new Error(content.detail ?? content.title);
    keys = content.items.map((one) => one.key);
    const rows = keys.slice(0, 20).map((key) => h("li", {}, h("code", {}, key)));
    if (content.any_key) rows.push(h("li", { class: "muted" }, "Every other key is accepted as well."));
    replace(list, rows);
  } catch (error) {
    replace(list, h("li", { class: "muted" }, error.message));
  }
  const key = keys[0] ?? "KEY";
  const served = new ApiDocument(await (await fetch("openapi.json", { credentials: "omit" })).json());
  session.scheme = served.scheme;
  const path = served.operations.find((one) => one.method === "GET" && !one.path.includes("{"))?.path ?? "/";
  document.getElementById("curl").textContent = `curl ${keyOfCurl(key)} ${shellQuote(location.origin + path)}`;
}

show();
