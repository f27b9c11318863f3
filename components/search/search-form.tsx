"use client";

import Form from "next/form";
import { useSearchParams } from "next/navigation";
import { type Ref, useEffect, useRef } from "react";
import { button } from "../ui/button";

/** The words to search for, as the address has them; going back brings the earlier ones. */
export function SearchForm() {
  const q = useSearchParams().get("q") ?? "";
  const input = useRef<HTMLInputElement>(null);
  const shown = useRef(q);
  useEffect(() => {
    // Not at first: what was typed before this script came stays.
    if (!input.current || shown.current === q) return;
    input.current.value = q;
    shown.current = q;
  }, [q]);
  return <WordsForm q={q} input={input} focused={q === ""} />;
}

/** The form itself, which is there before it is known what was searched for. */
export function WordsForm({
  q = "",
  input,
  focused = false,
}: {
  q?: string;
  input?: Ref<HTMLInputElement>;
  focused?: boolean;
}) {
  return (
    <search>
      <Form action="/search" className="mt-4 flex max-w-2xl gap-2 sm:mt-6">
        <label htmlFor="search-words" className="sr-only">
          Words of a film’s title
        </label>
        <input
          ref={input}
          id="search-words"
          name="q"
          type="search"
          defaultValue={q}
          required
          maxLength={100}
          placeholder="A film’s title"
          // biome-ignore lint/a11y/noAutofocus: who comes here came to type
          autoFocus={focused}
          enterKeyHint="search"
          className="field"
        />
        <button type="submit" className={button.primary}>
          Search
        </button>
      </Form>
    </search>
  );
}
