// The chosen key and the control token, and the requests that use them.
import { h, replace } from "./dom.js";

/** The header of requests that are neither counted, recorded nor changed by faults. */
const INSPECTOR = "X-Mock-Inspector";
/** The URL of the mock, without a slash at the end: that of this page without `/_mock/`. */
export const BASE = location.href.split(/[?#]/)[0].replace(/\/_mock\/[^/]*$/, "");

export const session = {
  key: sessionStorage.getItem("key") ?? "",
  token: sessionStorage.getItem("token") ?? "",
  scheme: "basic", // that of the document; the control plane accepts each
};

/** A response that is an error. `problem` is its JSON. */
export class ProblemError extends Error {
  constructor(status, problem) {
    super([problem?.title ?? `The mock responded with ${status}.`, problem?.detail].filter(Boolean).join(" "));
    this.status = status;
    this.problem = problem;
  }
}

/** Choose the key of all later requests. */
export function chooseKey(key) {
  session.key = key;
  sessionStorage.setItem("key", key);
}

/** Return the value of the Authorization header for a key (RFC 7617, RFC 6750). */
export function authorization(key) {
  if (session.scheme === "bearer") return `Bearer ${key}`;
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`${key}:`)))}`;
}

/** Send a request to the control plane. Return its JSON, or null without content. Throw ProblemError for an error. */
export async function control(method, path, payload, signal, key = session.key) {
  const response = await send(method, `${BASE}/_mock${path}`, payload, { Authorization: authorization(key) }, signal);
  if (response.status === 403 && response.problem?.title?.includes("control token")) {
    await askForToken(response.problem);
    return control(method, path, payload, signal, key);
  }
  return contentOf(response);
}

/** Send a request to the API that leaves no trace. Return its JSON, or null without content. Throw ProblemError for an error. */
export const api = async (method, path, payload, signal) =>
  contentOf(await send(method, BASE + path, payload, { [INSPECTOR]: "1" }, signal));

/** Send a request to the API like any other client. Return its status, headers, text and duration in milliseconds. */
export async function call(method, path, body) {
  const headers = { Authorization: authorization(session.key) };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const began = performance.now();
  const response = await fetch(BASE + path, { method, headers, body, credentials: "omit", cache: "no-store" });
  const text = await response.text();
  return { status: response.status, headers: [...response.headers], text, duration: performance.now() - began };
}

async function send(method, url, payload, headers, signal) {
  const sent = { Authorization: authorization(session.key), ...headers };
  if (session.token) sent["X-Mock-Control-Token"] = session.token;
  if (payload !== undefined) sent["Content-Type"] = "application/json";
  const body = payload === undefined ? undefined : JSON.stringify(payload);
  const response = await fetch(url, { method, headers: sent, body, signal, credentials: "omit", cache: "no-store" });
  const text = await response.text();
  let json = null;
  try {
    json = text ? JSON.parse(text) : null;
  } catch {
    json = { title: text.slice(0, 200) };
  }
  return { ok: response.ok, status: response.status, problem: response.ok ? null : json, json };
}

function contentOf(response) {
  if (!response.ok) throw new ProblemError(response.status, response.problem);
  return response.json;
}

let asking = null;

/** Ask for the control token, once for all requests that wait for it. */
function askForToken(problem) {
  asking ??= new Promise((resolve) => {
    const input = h("input", { type: "password", autocomplete: "off", required: true, "aria-label": "Control token" });
    const dialog = h("dialog", { class: "dialog" });
    const submit = (event) => {
      event.preventDefault();
      session.token = input.value;
      sessionStorage.setItem("token", input.value);
      dialog.remove();
      asking = null;
      resolve();
    };
    replace(dialog, h("form", { onsubmit: submit }, h("h2", {}, "Control token"),
      h("p", {}, problem.title, " ", "It is the value of ", h("code", {}, "--control-token"), ", and is kept until this tab is closed."),
      input, h("div", { class: "actions" }, h("button", { class: "primary" }, "Continue"))));
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    document.body.append(dialog);
    dialog.showModal();
  });
  return asking;
}
