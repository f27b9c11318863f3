/** The first error of each field, by the field's name ("genres.0" counts for "genres"). */
export type FieldErrors = Record<string, string | undefined>;

export function firstErrors(errors: readonly { path: string; message: string }[]): FieldErrors {
  const first: FieldErrors = {};
  for (const { path, message } of errors) {
    const field = path.split(".")[0];
    if (field) first[field] ??= message;
  }
  return first;
}

/** A Zod error's issues as the server would name them. */
export function zodErrors(error: {
  issues: readonly { path: readonly PropertyKey[]; message: string }[];
}): FieldErrors {
  return firstErrors(
    error.issues.map(({ path, message }) => ({ path: path.map(String).join("."), message })),
  );
}

/** Focuses the first field of a form that has an error. */
export function focusFirst(form: HTMLFormElement, errors: FieldErrors): void {
  for (const element of form.elements) {
    if (!(element instanceof HTMLElement)) continue;
    const name = element.getAttribute("name");
    if (!name || !errors[name]) continue;
    element.focus();
    return;
  }
}
