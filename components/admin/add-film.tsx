"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useState } from "react";
import { type GenreOption, movieInput } from "@/server/catalog/schema";
import { useTRPC } from "../trpc/provider";
import { button } from "../ui/button";
import { zodErrors } from "../ui/field-errors";
import { toast } from "../ui/toast";
import { useHydrated } from "../ui/use-hydrated";
import { type Draft, EMPTY, inputOf, keepDraft, readDraft } from "./draft";
import { FilmFields } from "./film-fields";
import { FilmForm } from "./film-form";
import { useFormErrors } from "./use-form-errors";

/** Adds a film. What is typed is kept in the browser until the film stands. */
export function AddFilm({ genres }: { genres: GenreOption[] }) {
  const router = useRouter();
  const add = useMutation(useTRPC().movies.add.mutationOptions());
  const hydrated = useHydrated();
  const [draft, setDraft] = useState<Draft>(EMPTY);
  const { form, errors, fault, ...say } = useFormErrors();

  useEffect(() => setDraft(readDraft()), []);

  function change(part: Partial<Draft>): void {
    // That it is another film of the same name was said of the name that stood then.
    const renamed = "title" in part || "year" in part;
    const next = { ...draft, ...(renamed && { allowDuplicate: false }), ...part };
    setDraft(next);
    keepDraft(next);
    say.changed(Object.keys(part));
  }

  async function submit(event?: FormEvent): Promise<void> {
    event?.preventDefault();
    if (add.isPending) return;
    const parsed = movieInput.safeParse(inputOf(draft));
    say.clear();
    if (!parsed.success) return say.refuse(zodErrors(parsed.error));
    try {
      const film = await add.mutateAsync(parsed.data);
      keepDraft(EMPTY);
      setDraft(EMPTY);
      toast(`${parsed.data.title} is in the catalogue.`);
      router.push(`/movies/${film.slug}`);
    } catch (error) {
      say.explain(error);
    }
  }

  return (
    <FilmForm
      ref={form}
      fault={fault}
      submit={submit}
      fields={<FilmFields draft={draft} errors={errors} genres={genres} change={change} />}
      keeping="Sign in here and the film is added."
    >
      <button type="submit" disabled={add.isPending || !hydrated} className={button.primary}>
        {add.isPending ? "Adding…" : "Add the film"}
      </button>
      <button
        type="button"
        className={button.bare}
        onClick={() => {
          keepDraft(EMPTY);
          setDraft(EMPTY);
          say.clear();
          form.current?.querySelector("input")?.focus();
        }}
      >
        Clear the form
      </button>
    </FilmForm>
  );
}
