import type { z } from "zod";

type Search = Record<string, string | string[] | undefined>;

/**
 * A list's filter as the address has it; what isn't a filter of its schema, or makes no sense, counts for
 * nothing, so that an old or mistyped address shows the list all the same.
 */
export function filterOf<Shape extends z.ZodRawShape>(schema: z.ZodObject<Shape>, search: Search) {
  const given = Object.entries(search).flatMap(([name, value]) => {
    const field = schema.shape[name];
    if (typeof value !== "string" || value === "" || !field) return [];
    const asNumber = /^\d+$/.test(value) ? Number(value) : value;
    const alone = schema.partial().safeParse({ [name]: asNumber });
    return alone.success ? [[name, asNumber]] : [];
  });
  return schema.parse(Object.fromEntries(given));
}
