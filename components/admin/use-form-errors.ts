import { useRef, useState } from "react";
import { type Explained, explainError } from "../ui/explain-error";
import { type FieldErrors, firstErrors, focusFirst } from "../ui/field-errors";

/** What is wrong with a form: each field's error until the field changes, and the fault of the whole. */
export function useFormErrors() {
  const form = useRef<HTMLFormElement>(null);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [fault, setFault] = useState<Explained | null>(null);

  /** Says what is wrong beside the fields, and goes to the first of them. */
  function refuse(fields: FieldErrors): void {
    setErrors(fields);
    if (form.current) focusFirst(form.current, fields);
  }

  return {
    form,
    errors,
    fault,
    refuse,
    /** What was said of these fields was said of what stood there before. */
    changed: (names: readonly string[]): void =>
      setErrors((standing) => ({
        ...standing,
        ...Object.fromEntries(names.map((name) => [name, undefined])),
      })),
    clear: (): void => {
      setErrors({});
      setFault(null);
    },
    /** Says what the server refused, or that it couldn't be reached. */
    explain: (error: unknown): Explained => {
      const told = explainError(error);
      setFault(told);
      refuse(firstErrors(told.errors));
      return told;
    },
  };
}
