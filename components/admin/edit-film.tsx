"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useState } from "react";
import type { EditableMovie, GenreOption } from "@/server/catalog/schema";
import { useTRPC } from "../trpc/provider";
import { button } from "../ui/button";
import { zodErrors } from "../ui/field-errors";
import { toast } from "../ui/toast";
import { useHydrated } from "../ui/use-hydrated";
import { type Draft, type Edit, keepEdit, readEdit } from "./draft";
import { draftFrom, type Merged, patchOf, rebase } from "./edit";
import { EditConflict } from "./edit-conflict";
import { FilmFields } from "./film-fields";
import { FilmForm } from "./film-form";
import { useFormErrors } from "./use-form-errors";

/**
 * Changes a film. Only what was changed is sent; where someone else changed the film meanwhile, both changes
 * come together in the form and the person saves again. What is typed is kept in the browser until it is saved.
 */
export function EditFilm({ opened, genres }: { opened: EditableMovie; genres: GenreOption[] }) {
  const { id, slug } = opened.movie;
  const base = draftFrom(opened.movie);
  const fresh: Edit = { version: opened.version, base, draft: base };
  const router = useRouter();
  const trpc = useTRPC();
  const client = useQueryClient();
  const update = useMutation(trpc.movies.update.mutationOptions());
  const hydrated = useHydrated();
  const [edit, setEdit] = useState(fresh);
  const [merged, setMerged] = useState<Merged | null>(null);
  const { form, errors, fault, ...say } = useFormErrors();

  useEffect(() => {
    const kept = readEdit(id);
    if (kept) setEdit(kept);
  }, [id]);

  function put(next: Edit): void {
    setEdit(next);
    keepEdit(id, next);
  }

  function change(part: Partial<Draft>): void {
    put({ ...edit, draft: { ...edit.draft, ...part } });
    say.changed(Object.keys(part));
  }

  function leave(): void {
    keepEdit(id, null);
    router.push(`/movies/${slug}`);
  }

  /** Someone was faster: their film with this person's changes on it. */
  async function merge(): Promise<void> {
    const now = await client.fetchQuery(trpc.movies.editable.queryOptions({ id }, { staleTime: 0 }));
    if (!now) return;
    const both = rebase(edit, now.movie, now.version);
    put(both.edit);
    setMerged(both);
    say.clear();
  }

  async function submit(event?: FormEvent): Promise<void> {
    event?.preventDefault();
    if (update.isPending) return;
    say.clear();
    setMerged(null);
    const patch = patchOf(edit);
    if (!patch) {
      toast("Nothing was changed.");
      return leave();
    }
    if (!patch.success) return say.refuse(zodErrors(patch.error));
    try {
      await update.mutateAsync({ id, version: edit.version, patch: patch.data });
      toast("Saved.");
      leave();
    } catch (error) {
      const told = say.explain(error);
      if (told.changedSince) await merge().catch(say.explain);
    }
  }

  return (
    <FilmForm
      ref={form}
      fault={fault}
      submit={submit}
      fields={<FilmFields draft={edit.draft} errors={errors} genres={genres} change={change} standing={id} />}
      keeping="Sign in here and your changes are saved."
    >
      <div role="alert" className="w-full empty:hidden">
        {merged && <EditConflict merged={merged} />}
      </div>
      <button type="submit" disabled={update.isPending || !hydrated} className={button.primary}>
        {update.isPending ? "Saving…" : "Save"}
      </button>
      <button type="button" className={button.bare} onClick={leave}>
        Leave without saving
      </button>
    </FilmForm>
  );
}
