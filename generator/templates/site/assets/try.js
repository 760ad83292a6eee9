// "Try it": send the request of a page to a mock and show the response. Nothing is ever sent to production.
"use strict";
(() => {
  const { choices } = window;
  const form = document.querySelector(".try");
  if (!form) return;
  const outcome = form.querySelector(".outcome");
  const fields = [...form.querySelectorAll("[data-location]")];
  const body = form.querySelector("textarea");

  const names = form.dataset.ids.split(" ");
  const JSON_PARTS = /(?<n>^ *"(?:[^"\\]|\\.)*"(?=:))|(?<s>"(?:[^"\\]|\\.)*")|(?<m>-?\b\d[\d.eE+-]*)|(?<k>\b(?:true|false|null)\b)/gm;
  const idName = (name) => `id.${name}`;

  // Ids of earlier responses, so that the next page asks for an item that exists.
  function remember(value) {
    if (Array.isArray(value)) return value.slice(0, 1).forEach(remember);
    if (!value || typeof value !== "object") return undefined;
    for (const [name, one] of Object.entries(value)) {
      if (typeof one === "string" && names.includes(name)) choices.set(idName(name), one);
      else remember(one);
    }
    return undefined;
  }

  function address() {
    const query = new URLSearchParams();
    let path = form.dataset.path;
    for (const { value, dataset } of fields) {
      if (dataset.location === "path") path = path.replace(`{${dataset.name}}`, encodeURIComponent(value));
      else if (value) query.append(dataset.name, value);
    }
    return window.mockUrl() + path + (query.size ? `?${query}` : "");
  }

  function request() {
    const key = form.querySelector("#try-key").value;
    const headers = { Authorization: form.dataset.scheme === "Basic" ? `Basic ${btoa(`${key}:`)}` : `${form.dataset.scheme} ${key}` };
    if (body) headers["Content-Type"] = "application/json";
    return { method: form.dataset.method, headers, body: body ? body.value : undefined, cache: "no-store", credentials: "omit" };
  }

  function paragraph(text, className) {
    const found = document.createElement("p");
    found.className = className;
    found.textContent = text;
    return found;
  }

  // The parts of JSON with the classes of the examples. Any other text stays as it is.
  function* coloured(text) {
    let end = 0;
    for (const { 0: part, index, groups } of text.matchAll(JSON_PARTS)) {
      yield text.slice(end, index);
      const span = document.createElement("span");
      span.className = Object.keys(groups).find((name) => groups[name] !== undefined);
      span.textContent = part;
      yield span;
      end = index + part.length;
    }
    yield text.slice(end);
  }

  // A response is inserted as text, never as HTML.
  function block(text, label) {
    const [pre, code] = [document.createElement("pre"), document.createElement("code")];
    pre.tabIndex = 0;
    pre.role = "group";
    pre.setAttribute("aria-label", label);
    code.append(...coloured(text));
    pre.append(code);
    return pre;
  }

  function showResponse(response, text, milliseconds) {
    let shown = text;
    try {
      const value = JSON.parse(text);
      shown = JSON.stringify(value, null, 2);
      if (response.ok) remember(value);
    } catch { /* not JSON: shown as it is */ }
    const status = `${response.status} ${response.statusText} in ${milliseconds} ms`;
    const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
    outcome.replaceChildren(
      paragraph(status, response.ok ? "status good" : "status bad"),
      ...(shown ? [block(shown, "Body of the response")] : []),
      block(headers, "Headers of the response"),
    );
    outcome.scrollIntoView({ block: "nearest" });
  }

  // What keeps the request from being sent, or an empty text.
  function problem() {
    const missing = fields.find((field) => field.required && !field.value);
    if (missing) {
      missing.focus();
      return `${missing.dataset.name} is required.`;
    }
    if (!/^https?:/i.test(address()) || !URL.canParse(address())) return "The URL of the mock is not valid. Enter one such as http://127.0.0.1:8080.";
    const isProduction = new URL(address()).origin === new URL(form.dataset.production).origin;
    return isProduction ? "This is the production server. Enter the URL of a mock." : "";
  }

  async function send() {
    const reason = problem();
    if (reason) {
      outcome.replaceChildren(paragraph(reason, "status bad"));
      return;
    }
    outcome.replaceChildren(paragraph("Sending…", "status"));
    const start = performance.now();
    try {
      const response = await fetch(address(), request());
      const text = await response.text();
      showResponse(response, text, Math.round(performance.now() - start));
    } catch (error) {
      const hint = "Is the mock running at this URL, with --cors for the origin of this page?";
      outcome.replaceChildren(paragraph(`No response: ${error.message}. ${hint}`, "status bad"));
    }
  }

  for (const field of fields) if (field.dataset.location === "path") field.value = choices.get(idName(field.dataset.name)) || field.value;
  form.querySelector(".send").addEventListener("click", send);
  form.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target.matches("input")) send(); });
})();
