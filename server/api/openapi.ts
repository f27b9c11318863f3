import { z } from "zod";
import { scopes } from "../auth/policy";
import { type ErrorCode, statusOf } from "../errors";
import { type Operation, operations } from "./v1/operations";
import { answers } from "./v1/schemas";

type Json = Record<string, unknown>;

/** What a schema takes (`input`) or gives (`output`), as JSON Schema without its own header. */
function jsonSchema(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}

const pathParameters: Record<string, Json> = {
  idOrSlug: {
    description: "A film's number, or its address such as the-third-man-1949",
    schema: { type: "string" },
  },
  slug: { description: "A list's name, such as all-time, drama or 1990s", schema: { type: "string" } },
  n: { description: "An edition's number", schema: { type: "integer", minimum: 1 } },
  runId: { description: "A run's id", schema: { type: "string" } },
};

function parametersOf({ path, query, headers = {} }: Operation): Json[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    ...pathParameters[name],
  }));
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: "query",
    required: false,
    schema: z.toJSONSchema(z.object({ [name]: schema }), { io: "output", unrepresentable: "any" })
      .properties?.[name],
  }));
  const inHeaders = Object.entries(headers).map(([name, description]) => ({
    name,
    in: "header",
    required: false,
    description,
    schema: { type: "string" },
  }));
  return [...inPath, ...inQuery, ...inHeaders];
}

/** What each refusal means. */
export const refusals: Record<ErrorCode, string> = {
  malformed: "Not JSON, or not UTF-8",
  unauthenticated: "No token, or one that doesn't hold",
  forbidden: "The token's scopes, or its owner's role, aren't enough",
  "not-found": "Not there",
  "method-not-allowed": "Not possible at this address; Allow says what is",
  conflict: "A film of this title and year stands; its id and slug are in the problem",
  "precondition-failed": "Changed by someone else since it was read",
  "too-large": "Larger than 1 MB",
  "unsupported-media-type": "Not application/json",
  invalid: "Fields at fault are in errors",
  "rate-limited": "Too many writes; Retry-After says how long to wait",
  unavailable: "The site is busy or its database away; Retry-After says when to come back",
  internal: "A fault of ours; the problem's requestId finds it in the log",
};

/** The refusals that a call can meet, by what it takes. */
function refusalsOf(operation: Operation): ErrorCode[] {
  return [
    ...(operation.body ? (["malformed", "too-large", "unsupported-media-type"] as const) : []),
    ...(operation.scope ? (["unauthenticated", "forbidden"] as const) : []),
    ...(operation.scope && operation.method !== "get" ? (["rate-limited"] as const) : []),
    ...(operation.refusals ?? []),
    "invalid",
  ];
}

function responsesOf(operation: Operation): Json {
  const { status, answer } = operation;
  const content = answer && {
    "application/json": { schema: { $ref: `#/components/schemas/${answer}` } },
  };
  const refused = refusalsOf(operation).map((code) => [
    String(statusOf[code]),
    {
      description: refusals[code],
      content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
    },
  ]);
  return {
    [String(status)]: { description: operation.summary, ...(content ? { content } : {}) },
    ...(operation.method === "get" && !operation.scope
      ? { "304": { description: "Unchanged since the ETag of If-None-Match" } }
      : {}),
    ...Object.fromEntries(refused),
  };
}

function describeCall(operation: Operation): Json {
  const { tag, summary, description, scope, body } = operation;
  return {
    tags: [tag],
    summary,
    operationId: `${operation.method}${operation.path
      .replace(/^\/api\/v1/, "")
      .replace(/[^A-Za-z]+(\w)/g, (_, letter: string) => letter.toUpperCase())
      .replace(/\W/g, "")}`,
    ...(description ? { description } : {}),
    parameters: parametersOf(operation),
    ...(body
      ? {
          requestBody: {
            required: !body.safeParse({}).success,
            content: { "application/json": { schema: jsonSchema(body, "input") } },
          },
        }
      : {}),
    responses: responsesOf(operation),
    ...(scope ? { security: [{ token: scope === "any" ? [] : [scope] }] } : {}),
  };
}

/** The OpenAPI 3.1 document, from the schemas that the handlers parse and answer with. */
export function openApiDocument() {
  const paths: Record<string, Json> = {};
  for (const operation of operations)
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describeCall(operation) };
  return {
    openapi: "3.1.0",
    info: {
      title: "Marquee",
      version: "1.0.0",
      summary: "Films, ratings and ranked lists with their working shown",
      description:
        "JSON in and out, times in ISO 8601 UTC. Unknown query parameters and fields are refused. Errors are RFC 9457 problems. Every answer carries X-Request-Id; lists and films carry an ETag; writes answer RateLimit headers.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    tags: ["Films", "Ratings", "Lists", "Rankings", "Recommendations"].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "mq_…",
          description: `Made by npm run token, with scopes of: ${scopes.join(", ")}. A token never does more than its owner may.`,
        },
      },
      schemas: Object.fromEntries(
        Object.entries(answers).map(([name, schema]) => [name, jsonSchema(schema, "output")]),
      ),
    },
  };
}
