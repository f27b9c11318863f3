"use client";

import type { ChangeEvent } from "react";
import type { GenreOption } from "@/server/catalog/schema";
import { Field } from "../ui/field";
import type { FieldErrors } from "../ui/field-errors";
import type { Draft } from "./draft";
import { DuplicateWarning } from "./duplicate-warning";

type Text = Exclude<keyof Draft, "genres" | "allowDuplicate">;
type Change = ChangeEvent<HTMLInputElement | HTMLTextAreaElement>;

/** The fields of a film's form in the order of a title card. */
export function FilmFields({
  draft,
  errors,
  genres,
  change,
  standing,
}: {
  draft: Draft;
  errors: FieldErrors;
  genres: GenreOption[];
  change: (part: Partial<Draft>) => void;
  /** The film that is being changed; none while one is added. */
  standing?: number;
}) {
  const typed = (name: Text) => ({
    value: draft[name],
    onChange: (event: Change) => change({ [name]: event.target.value }),
  });
  return (
    <>
      <div className="grid grid-cols-[1fr_6rem] gap-4 sm:grid-cols-[1fr_8rem] sm:gap-6">
        <Field name="title" label="Title" error={errors.title}>
          {(ties) => <input {...ties} {...typed("title")} autoComplete="off" required />}
        </Field>
        <Field name="year" label="Year" error={errors.year}>
          {(ties) => <input {...ties} {...typed("year")} inputMode="numeric" autoComplete="off" required />}
        </Field>
      </div>
      <DuplicateWarning
        title={draft.title}
        year={draft.year}
        allowed={draft.allowDuplicate}
        onAllow={(allowDuplicate) => change({ allowDuplicate })}
        standing={standing}
      />
      <Field name="originalTitle" label="Original title" optional error={errors.originalTitle}>
        {(ties) => <input {...ties} {...typed("originalTitle")} autoComplete="off" />}
      </Field>
      <div className="grid gap-6 sm:grid-cols-3">
        <Field name="releaseDate" label="Release date" optional error={errors.releaseDate}>
          {(ties) => <input {...ties} {...typed("releaseDate")} type="date" />}
        </Field>
        <Field name="runtimeMinutes" label="Runtime in minutes" optional error={errors.runtimeMinutes}>
          {(ties) => <input {...ties} {...typed("runtimeMinutes")} inputMode="numeric" autoComplete="off" />}
        </Field>
        <Field name="certificate" label="Certificate" optional error={errors.certificate}>
          {(ties) => <input {...ties} {...typed("certificate")} autoComplete="off" />}
        </Field>
      </div>
      <fieldset>
        <legend className="mb-1.5 text-[0.94rem] font-semibold">
          Genres <span className="ml-1 font-normal text-soft">optional</span>
        </legend>
        <div className="flex flex-wrap gap-2">
          {genres.map((genre) => (
            <label
              key={genre.slug}
              className="chip has-checked:border-ink has-checked:bg-ink has-checked:text-ground has-focus-visible:outline-2 has-focus-visible:outline-offset-3 has-focus-visible:outline-bulb"
            >
              <input
                type="checkbox"
                name="genres"
                className="sr-only"
                checked={draft.genres.includes(genre.slug)}
                onChange={(event) =>
                  change({
                    genres: event.target.checked
                      ? [...draft.genres, genre.slug]
                      : draft.genres.filter((each) => each !== genre.slug),
                  })
                }
              />
              {genre.name}
            </label>
          ))}
        </div>
        {errors.genres && <p className="mt-1.5 text-[0.94rem] text-fall">{errors.genres}</p>}
      </fieldset>
      <div className="grid gap-6 sm:grid-cols-2">
        <Field name="directors" label="Directors" optional hint="One a line." error={errors.directors}>
          {(ties) => <textarea {...ties} {...typed("directors")} rows={3} />}
        </Field>
        <Field
          name="cast"
          label="Cast"
          optional
          hint="One a line, in the order of billing."
          error={errors.cast}
        >
          {(ties) => <textarea {...ties} {...typed("cast")} rows={3} />}
        </Field>
      </div>
      <Field name="synopsis" label="Synopsis" optional error={errors.synopsis}>
        {(ties) => <textarea {...ties} {...typed("synopsis")} rows={5} />}
      </Field>
      <Field
        name="keywords"
        label="Keywords"
        optional
        hint="What it is about, with commas between: heist, Vienna, friendship. Similar films are found by them."
        error={errors.keywords}
      >
        {(ties) => <input {...ties} {...typed("keywords")} autoComplete="off" />}
      </Field>
      <div className="grid gap-6 sm:grid-cols-[1fr_12rem]">
        <Field
          name="posterUrl"
          label="Poster’s address"
          optional
          hint="Without one, the house draws a poster."
          error={errors.posterUrl}
        >
          {(ties) => (
            <input {...ties} {...typed("posterUrl")} type="url" inputMode="url" autoComplete="off" />
          )}
        </Field>
        <Field
          name="countries"
          label="Countries"
          optional
          hint="Codes, such as GB, FR."
          error={errors.countries}
        >
          {(ties) => <input {...ties} {...typed("countries")} autoComplete="off" />}
        </Field>
      </div>
    </>
  );
}
