import { z } from "zod";

const json = z.json();
type Json = Exclude<z.infer<typeof json>, null>;

/** What PostgreSQL's jsonb refuses in a text: NUL, and halves of surrogate pairs. */
const UNSTORABLE = /\0|\p{Surrogate}/gu;

/** A text as PostgreSQL keeps it. */
export function storableText(text: string): string {
  return text.replace(UNSTORABLE, "\uFFFD");
}

/**
 * Anything as JSON that PostgreSQL keeps: what it refuses is replaced, and what is longer than `most`
 * characters becomes its beginning, as { truncated, characters }.
 */
export function storable(value: unknown, most = 65_536): Json {
  const text =
    JSON.stringify(value ?? {}, (_, part: unknown) =>
      typeof part === "string" ? storableText(part) : part,
    ) ?? "{}";
  if (text.length > most) return { truncated: storableText(text.slice(0, most)), characters: text.length };
  return json.parse(JSON.parse(text)) ?? {};
}
