import type { ReactNode } from "react";

/** What an input needs to be tied to its label, hint and error. */
export interface FieldTies {
  id: string;
  name: string;
  "aria-invalid": boolean;
  "aria-describedby": string | undefined;
  className: string;
}

/** A label, its input, and a hint or, in its place, the error. */
export function Field({
  name,
  label,
  hint,
  error,
  optional = false,
  children,
}: {
  name: string;
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  optional?: boolean;
  children: (ties: FieldTies) => ReactNode;
}) {
  const describedBy = error ? `${name}-error` : hint ? `${name}-hint` : undefined;
  return (
    <div>
      <label htmlFor={name} className="mb-1.5 block text-[0.94rem] font-semibold">
        {label}
        {optional && <span className="ml-2 font-normal text-soft">optional</span>}
      </label>
      {children({
        id: name,
        name,
        "aria-invalid": Boolean(error),
        "aria-describedby": describedBy,
        className: "field",
      })}
      {error && (
        <p id={`${name}-error`} className="mt-1.5 text-[0.94rem] text-fall">
          {error}
        </p>
      )}
      {hint && !error && (
        <p id={`${name}-hint`} className="mt-1.5 text-[0.86rem] text-soft">
          {hint}
        </p>
      )}
    </div>
  );
}
