// Run: apivideo-admin-mock serve --any-key & then, in this folder, node --test admin.test.mjs (Node 20 or later, no packages)
// Set APIVIDEO_ADMIN_BASE_URL for another URL of the mock, and MOCK_CONTROL_TOKEN if the mock has a control token.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";

import { adminClient, AdminError } from "./admin.mjs";

const baseUrl = process.env.APIVIDEO_ADMIN_BASE_URL ?? "http://127.0.0.1:8080";

/** Returns a new random key, which has no data, and a function that sends requests to its control plane. */
function newTenant() {
  const key = randomUUID();
  const headers = {
    authorization: `Basic ${Buffer.from(`${key}:`).toString("base64")}`,
    "content-type": "application/json",
    "x-mock-control-token": process.env.MOCK_CONTROL_TOKEN ?? "",
  };
  async function control(method, path, payload) {
    const body = payload === undefined ? undefined : JSON.stringify(payload);
    const response = await fetch(new URL(`/_mock${path}`, baseUrl), { method, headers, body });
    const text = await response.text();
    assert.ok(response.ok, `${method} /_mock${path}: ${response.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }
  return { key, control };
}

test("a list yields the items of all pages in order", async () => {
  const { key, control } = newTenant();
  await control("POST", "/scenario", { projects: { count: 45, name: "project {n}" } });
  const { list } = adminClient({ baseUrl, key });

  const names = [];
  for await (const project of list("/projects", { sort_by: "name", page_size: 20 })) names.push(project.name);

  assert.deepEqual(names, Array.from({ length: 45 }, (_, index) => `project ${index + 1}`).sort());
  await control("POST", "/verify", { operation_id: "list_projects", status: 200, times: 3 });
  await control("POST", "/verify", { operation_id: "list_projects", query: { page: "3", sort_by: "name" }, times: 1 });
});

test("a new API key has a secret", async () => {
  const { call } = adminClient({ baseUrl, key: newTenant().key });
  const { project_id } = await call("POST", "/projects", { name: "My project" });

  const created = await call("POST", `/projects/${project_id}/api-keys`, { name: "ci" });

  assert.match(created.value, /^\w+$/);
  assert.deepEqual(await call("GET", `/projects/${project_id}/api-keys/${created.api_key_id}`), created);
});

test("the eleventh request in a second waits for Retry-After", async () => {
  const { key, control } = newTenant();
  await control("PATCH", "/clock", { frozen: true });
  const slept = [];
  async function sleep(seconds) {
    slept.push(seconds);
    await control("PATCH", "/clock", { advance: seconds });
  }
  const { call } = adminClient({ baseUrl, key, sleep });

  for (let number = 1; number <= 11; number += 1) await call("POST", "/projects", { name: `project ${number}` });

  assert.deepEqual(slept, [1]);
  assert.deepEqual(await call("GET", "/projects/count"), { count: 11 });
});

test("a short outage is retried and a long one is an error", async () => {
  const { key, control } = newTenant();
  const { call } = adminClient({ baseUrl, key, sleep: async () => {} });

  await control("POST", "/faults", { effect: { kind: "status", status: 503 }, times: 2 });
  assert.deepEqual(await call("GET", "/projects/count"), { count: 0 });

  await control("POST", "/faults", { effect: { kind: "status", status: 503 }, times: null });
  await assert.rejects(call("GET", "/projects/count"), (error) => error instanceof AdminError && error.status === 503);
});

test("a camelCase parameter is rejected with a suggestion", async () => {
  const { call } = adminClient({ baseUrl, key: newTenant().key });

  await assert.rejects(call("GET", "/projects?pageSize=5"), (error) => {
    assert.equal(error.status, 400);
    assert.match(error.problem.detail, /page_size/);
    return true;
  });
});

test("a scheduled project is deleted in the next month", async () => {
  const { key, control } = newTenant();
  const { call } = adminClient({ baseUrl, key });
  const { project_id } = await call("POST", "/projects", { name: "x" });

  const { deletes_at } = await call("PATCH", `/projects/${project_id}`, { name: "x", deletes_at: "next_cycle" });
  assert.match(deletes_at, /-01T00:00:00/);
  await control("PATCH", "/clock", { advance: 32 * 24 * 3600 });

  await assert.rejects(call("GET", `/projects/${project_id}`), { name: "AdminError", status: 404 });
});
