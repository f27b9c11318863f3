import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { documentation } from "./docs";
import { openApiDocument } from "./openapi";
import type { Route } from "./rest";

const document = openApiDocument();
const api = join(import.meta.dirname, "../../app/api/v1");

const METHODS = ["get", "post", "put", "patch", "delete"] as const;

/** Paths of the route files in the document's spelling. */
function routes(): string[] {
  return readdirSync(api, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith("route.ts"))
    .map(
      (file) =>
        `/api/v1/${relative(api, join(api, file))
          .replace(/\/route\.ts$/, "")
          .replace(/\[(\w+)\]/g, "{$1}")}`,
    )
    .filter((path) => !path.includes("...") && !path.endsWith("openapi.json"))
    .sort();
}

const parameter = z.strictObject({
  name: z.string(),
  in: z.enum(["path", "query", "header"]),
  required: z.boolean(),
  description: z.string().optional(),
  schema: z.looseObject({}),
});

/** What OpenAPI 3.1 asks of the parts that we use. */
const operation = z.strictObject({
  tags: z.array(z.string()).min(1),
  summary: z.string().min(1),
  description: z.string().optional(),
  operationId: z.string().regex(/^[a-z][A-Za-z]+$/),
  parameters: z.array(parameter),
  requestBody: z
    .strictObject({
      required: z.boolean(),
      content: z.record(z.string(), z.strictObject({ schema: z.looseObject({ type: z.literal("object") }) })),
    })
    .optional(),
  responses: z.record(
    z.string().regex(/^[1-5]\d\d$/),
    z.strictObject({ description: z.string().min(1), content: z.looseObject({}).optional() }),
  ),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
});

/** Every value under a key, however deep. */
function all(value: unknown, key: string): unknown[] {
  if (Array.isArray(value)) return value.flatMap((one) => all(one, key));
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(name === key ? [inner] : []),
    ...all(inner, key),
  ]);
}

describe("the OpenAPI document", () => {
  test("has every route file's path", () => {
    expect(Object.keys(document.paths).sort()).toEqual(routes());
  });

  test("has every method that a route file answers", async () => {
    for (const path of routes()) {
      const request = new Request(`http://site${path}`, { method: "OPTIONS" });
      const file = join(api, path.replace("/api/v1/", "").replace(/\{(\w+)\}/g, "[$1]"), "route.ts");
      const { OPTIONS } = z.object({ OPTIONS: z.custom<Route>() }).parse(await import(file));
      const allow = (await OPTIONS(request, { params: Promise.resolve({}) })).headers.get("allow") ?? "";
      const answered = METHODS.filter((method) => allow.includes(method.toUpperCase()));
      expect(Object.keys(document.paths[path] ?? {}).sort(), path).toEqual([...answered].sort());
    }
  });

  test("is well formed: operations, unique ids, parameters of the path", () => {
    const ids = new Set<string>();
    for (const [path, item] of Object.entries(document.paths))
      for (const [method, given] of Object.entries(item)) {
        const call = operation.parse(given);
        expect(METHODS).toContain(method);
        expect(ids).not.toContain(call.operationId);
        ids.add(call.operationId);
        const named = call.parameters.filter((one) => one.in === "path").map((one) => `{${one.name}}`);
        expect(path.match(/\{\w+\}/g) ?? []).toEqual(named);
      }
  });

  test("refers only to what is in it", () => {
    for (const ref of all(document, "$ref")) {
      const name = String(ref).replace("#/components/schemas/", "");
      expect(Object.keys(document.components.schemas)).toContain(name);
    }
  });

  test("is JSON, and says that unknown fields are refused", () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    const bodies = all(document.paths, "requestBody").map((body) => all(body, "additionalProperties")[0]);
    expect(bodies).toEqual([false, false, false, false]);
  });

  test("is what the page shows", () => {
    const shown = documentation().flatMap(({ operations }) => operations);
    expect(shown).toHaveLength(Object.values(document.paths).flatMap((item) => Object.keys(item)).length);
    for (const one of shown) expect(one.refusals.length, one.id).toBeGreaterThan(0);
  });
});
