// What a document says: its operations, its collections and the schemas of their items. No name of a resource is known here.

const METHODS = ["get", "post", "put", "patch", "delete"];
const PARAMETER = /\{[^/]+\}/g;

export class ApiDocument {
  constructor(content) {
    this.content = content;
    this.version = content.info.version;
    this.operations = Object.entries(content.paths).flatMap(([path, item]) =>
      METHODS.filter((method) => item[method]).map((method) => this.#operation(path, method, item)));
    this.collections = this.#collections();
    this.reports = this.operations.filter((one) => one.action === "report");
  }

  /** Return what a node is or refers to. */
  resolve(node) {
    let found = node;
    for (let depth = 0; found?.$ref && depth < 20; depth += 1) {
      const steps = found.$ref.slice(2).split("/").map((one) => one.replaceAll("~1", "/").replaceAll("~0", "~"));
      const { $ref, ...beside } = found;
      found = { ...steps.reduce((parent, step) => parent?.[step], this.content), ...beside };
    }
    return found ?? {};
  }

  /** Return the properties of an object's schema, resolved, by name. */
  properties(schema) {
    return Object.fromEntries(Object.entries(this.resolve(schema).properties ?? {}).map(([name, one]) => [name, this.resolve(one)]));
  }

  /** The scheme with which clients send their key: basic or bearer. */
  get scheme() {
    const name = Object.keys(this.content.security?.[0] ?? {})[0];
    return this.resolve(this.content.components?.securitySchemes?.[name]).scheme?.toLowerCase() ?? "basic";
  }

  operation(id) {
    return this.operations.find((one) => one.id === id);
  }

  /** Return a value of a schema: its example, or the required properties with theirs. */
  sample(schema, depth = 0) {
    const one = this.resolve(schema);
    const known = one.example ?? one.examples?.[0] ?? one.default ?? one.const ?? one.enum?.[0];
    if (known !== undefined || depth > 4) return known ?? null;
    const type = [one.type ?? []].flat()[0];
    if (type === "array") return one.items ? [this.sample(one.items, depth + 1)] : [];
    if (type !== "object") return { string: "", integer: one.minimum ?? 0, number: one.minimum ?? 0, boolean: false }[type] ?? null;
    return Object.fromEntries((one.required ?? []).map((name) => [name, this.sample(one.properties?.[name] ?? {}, depth + 1)]));
  }

  /** Return the collection at a path without ids, and the ids of the items above it, or null. */
  locate(segments) {
    for (const collection of this.collections) {
      const template = collection.path.split("/").slice(1);
      const isMatch = template.length === segments.length && template.every((one, index) => one.startsWith("{") || one === segments[index]);
      if (isMatch) return { collection, ids: segments.filter((_, index) => template[index].startsWith("{")) };
    }
    return null;
  }

  #operation(path, method, item) {
    const one = item[method];
    const parameters = [...(item.parameters ?? []), ...(one.parameters ?? [])].map((each) => this.resolve(each));
    const body = this.resolve(one.requestBody).content?.["application/json"]?.schema;
    const success = Object.entries(one.responses ?? {}).find(([code]) => code.startsWith("2"));
    return {
      id: one.operationId, method: method.toUpperCase(), path, action: one["x-action"], tag: one.tags?.[0] ?? "", summary: one.summary ?? "",
      description: one.description ?? "", isDeprecated: one.deprecated ?? false, parameters,
      payload: body ? this.resolve(body) : null,
      response: success ? this.resolve(this.resolve(success[1]).content?.["application/json"]?.schema) : null,
    };
  }

  #collections() {
    const lists = this.operations.filter((one) => one.action === "list");
    const singles = this.operations.filter((one) => one.action === "get" && !one.path.endsWith("}"));
    const made = [...lists, ...singles].map((list) => this.#collection(list, list.action === "get"));
    for (const one of made) {
      one.children = made.filter((child) => child !== one && one.itemPath !== child.path && isBelow(child.path, one.itemPath));
      one.reports = this.operations.filter((each) => each.action === "report" && isBelow(each.path, one.itemPath));
    }
    return made;
  }

  #collection(list, isSingle) {
    const path = list.path;
    const at = (action, where) => this.operations.find((one) => one.action === action && where(one.path)) ?? null;
    const isItem = (other) => (isSingle ? other === path : new RegExp(`^${escape(path)}/\\{[^/]+\\}$`).test(other));
    const get = isSingle ? list : at("get", isItem);
    const itemPath = isSingle ? path : (get ?? this.operations.find((one) => isItem(one.path)))?.path ?? `${path}/{id}`;
    const item = isSingle ? list.response : this.resolve(this.resolve(list.response?.properties?.items).items);
    const parameter = itemPath.match(PARAMETER)?.at(-1)?.slice(1, -1) ?? "";
    const properties = this.properties(item);
    const id = parameter in properties ? parameter : Object.keys(properties).find((name) => properties[name]["x-generate"]?.kind === "id") ?? parameter;
    return {
      path, isSingle, list, get, itemPath, id, item, properties, children: [], reports: [],
      name: path.split("/").findLast((one) => !one.startsWith("{")),
      count: at("count", (other) => other === `${path}/count`),
      // Without a create, clients choose the key of an item and put it.
      create: at("create", (other) => other === path) ?? at("put", isItem),
      update: at("update", isItem) ?? at("put", isItem), delete: at("delete", isItem),
      actions: this.operations.filter((one) => one.action === "perform" && isBelow(one.path, itemPath)),
    };
  }
}

/** Return a path with its parameters replaced by ids, outermost first. */
export function fill(path, ids) {
  const left = [...ids];
  return path.replace(PARAMETER, (parameter) => encodeURIComponent(left.length ? left.shift() : parameter));
}

/** Whether a path is below an item, and below no item further down. */
const isBelow = (path, itemPath) => path.startsWith(`${itemPath}/`) && !path.slice(itemPath.length + 1).includes("{");

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
