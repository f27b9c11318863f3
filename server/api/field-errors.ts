import type { z } from "zod";
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
