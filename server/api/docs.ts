import { z } from "zod";
import { openApiDocument } from "./openapi";
import { operations } from "./v1/operations";

/** A parameter, or a field of a body or an answer. */
export interface FieldView {
  name: string;
  type: string;
  required: boolean;
  about: string;
}

/** A call as the documentation's page shows it. */
export interface OperationView {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  scope: string | null;
  parameters: FieldView[];
  body: FieldView[];
  status: string;
  answer: { name: string; fields: FieldView[] } | null;
  refusals: { status: string; about: string }[];
}

const property = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  format: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  maxLength: z.number().optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
});
const object = z.looseObject({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
});
const described = z.object({
  operationId: z.string(),
  parameters: z.array(
    z.object({
      name: z.string(),
      in: z.string(),
      required: z.boolean(),
      description: z.string().default(""),
      schema: z.unknown(),
    }),
  ),
  requestBody: z
    .object({ content: z.object({ "application/json": z.object({ schema: object }) }) })
    .optional(),
  responses: z.record(z.string(), z.object({ description: z.string() })),
});

/** A schema in a few words: "integer, 1 to 10", "text or null". */
function typeOf(schema: unknown): string {
  const parsed = property.safeParse(schema);
  if (!parsed.success) return "anything";
  const { type, enum: values, const: value, format, minimum, maximum, maxLength, items, anyOf } = parsed.data;
  if (anyOf) return anyOf.map(typeOf).join(" or ");
  if (value !== undefined) return JSON.stringify(value);
  if (values) return values.map((one) => JSON.stringify(one)).join(" | ");
  if (type === "array") return `list of ${typeOf(items)}`;
  const name =
    format ?? (type === "string" ? "text" : Array.isArray(type) ? type.join(" or ") : (type ?? "anything"));
  const least = minimum !== undefined && Math.abs(minimum) < 1e9 ? minimum : undefined;
  const most = maximum !== undefined && maximum < 1e9 ? maximum : undefined;
  if (least !== undefined && most !== undefined) return `${name}, ${least} to ${most}`;
  if (least !== undefined) return `${name}, from ${least}`;
  return maxLength === undefined ? name : `${name}, up to ${maxLength} characters`;
}

function aboutOf(schema: unknown): string {
  const parsed = property.safeParse(schema);
  if (!parsed.success) return "";
  const { description, default: fallback } = parsed.data;
  const otherwise = fallback === undefined ? "" : `${JSON.stringify(fallback)} when absent`;
  return [description, otherwise].filter(Boolean).join("; ");
}

function fieldsOf(schema: unknown): FieldView[] {
  const { properties, required } = object.parse(schema);
  return Object.entries(properties).map(([name, one]) => ({
    name,
    type: typeOf(one),
    required: required.includes(name),
    about: aboutOf(one),
  }));
}

/** The document as a page shows it, call by call under their headings. */
export function documentation(): { tag: string; operations: OperationView[] }[] {
  const document = openApiDocument();
  const views = operations.map((operation): OperationView & { tag: string } => {
    const { method, path, tag, summary, scope, answer, status } = operation;
    const call = described.parse(document.paths[path]?.[method]);
    return {
      tag,
      id: call.operationId,
      method: method.toUpperCase(),
      path,
      summary,
      description: operation.description ?? "",
      scope: scope ?? null,
      parameters: call.parameters.map(({ name, required, description, schema }) => ({
        name,
        type: typeOf(schema),
        required,
        about: [description, aboutOf(schema)].filter(Boolean).join("; "),
      })),
      body: call.requestBody ? fieldsOf(call.requestBody.content["application/json"].schema) : [],
      status: String(status),
      answer: answer ? { name: answer, fields: fieldsOf(document.components.schemas[answer]) } : null,
      refusals: Object.entries(call.responses)
        .filter(([code]) => Number(code) >= 300)
        .map(([code, { description }]) => ({ status: code, about: description })),
    };
  });
  return document.tags.map(({ name }) => ({
    tag: name,
    operations: views.filter((view) => view.tag === name),
  }));
}
