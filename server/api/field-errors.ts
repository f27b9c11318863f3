import { z } from "zod";
import type { FieldError } from "../errors";

/** Zod's issues as fields and messages; a field that isn't known is named in its own message. */
export function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code !== "unrecognized_keys") return [{ path: path.join("."), message: issue.message }];
    return issue.keys.map((key) => ({
      path: [...path, key].join("."),
      message: `There is no field named ${key}.`,
    }));
  });
}

type Issue = z.core.$ZodRawIssue;

const KINDS: Record<string, string> = {
  string: "text",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
};

/** Beyond this a limit is the database's, and nobody needs to hear of it. */
const HIGHEST_NAMED = 1_000_000;

function numberWords(schema: z.ZodNumber): string {
  const { minValue, maxValue } = schema;
  const kind = schema.format?.includes("int") ? "a whole number" : "a number";
  const from = minValue !== null && minValue > -HIGHEST_NAMED ? minValue : null;
  const to = maxValue !== null && maxValue < HIGHEST_NAMED ? maxValue : null;
  if (from === null) return to === null ? kind : `${kind} up to ${to}`;
  return to === null ? `${kind} from ${from} up` : `${kind} from ${from} to ${to}`;
}

function limitWords(side: "least" | "most", limit: number | bigint, origin: string): string {
  const one = Number(limit) === 1;
  if (origin === "string") return `has at ${side} ${limit} character${one ? "" : "s"}`;
  if (origin === "array") return `has at ${side} ${limit} ${one ? "entry" : "entries"}`;
  return `is at ${side} ${limit}`;
}

function wordsFor(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      if (issue.input === undefined) return "is missing";
      if (issue.inst instanceof z.ZodNumber) return `is ${numberWords(issue.inst)}`;
      return `is ${KINDS[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `is ${issue.values.length > 1 ? "one of " : ""}${issue.values.map(String).join(", ")}`;
    case "too_small":
      return limitWords("least", issue.minimum, issue.origin);
    case "too_big":
      return limitWords("most", issue.maximum, issue.origin);
    default:
      return "isn't as it should be; /api/docs shows what it takes";
  }
}

/**
 * The house's words for a fault that a schema has none for, with the field as its sender named it;
 * `whole` is what they call the value itself.
 */
export function fieldWords(whole: string): (issue: Issue) => string {
  return (issue) => `${issue.path?.map(String).join(".") || whole} ${wordsFor(issue)}.`;
}
