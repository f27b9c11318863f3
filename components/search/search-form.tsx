import Form from "next/form";
import { button } from "../ui/button";

/** The words to search for, which the address keeps. */
export function SearchForm({ q }: { q: string }) {
  return (
    <search>
      <Form action="/search" className="mt-4 flex max-w-2xl gap-2 sm:mt-6">
        <label htmlFor="search-words" className="sr-only">
          Words of a film’s title
        </label>
        <input
          id="search-words"
          name="q"
          type="search"
          defaultValue={q}
          key={q}
          required
          maxLength={100}
          placeholder="A film’s title"
          // biome-ignore lint/a11y/noAutofocus: who comes here came to type
          autoFocus={q === ""}
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
