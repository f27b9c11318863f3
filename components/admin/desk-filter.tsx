"use client";

import Form from "next/form";
import { useRef } from "react";
import { button } from "../ui/button";

/** One thing to filter by: what it is called in the address, and what can be chosen beside "all". */
export interface Choice {
  name: string;
  label: string;
  all: string;
  value: string | undefined;
  options: readonly { value: string; text: string }[];
}

/** Filters that live in the address: choosing one shows it, and the back button takes it back. */
export function DeskFilter({ action, choices }: { action: string; choices: Choice[] }) {
  const form = useRef<HTMLFormElement>(null);
  return (
    <search>
      <Form ref={form} action={action} className="flex flex-wrap items-end gap-3">
        {choices.map(({ name, label, all, value, options }) => (
          <label key={name} className="grid min-w-0 gap-1 text-[0.86rem] text-soft max-sm:w-full">
            {label}
            <select
              name={name}
              defaultValue={value ?? ""}
              key={value ?? ""}
              onChange={() => form.current?.requestSubmit()}
              className="field min-w-36 max-w-full text-base"
            >
              <option value="">{all}</option>
              {options.map((option) => (
                <option key={option.value} value={option.value}>
                  {option.text}
                </option>
              ))}
            </select>
          </label>
        ))}
        <noscript>
          <button type="submit" className={button.quiet}>
            Show
          </button>
        </noscript>
      </Form>
    </search>
  );
}
