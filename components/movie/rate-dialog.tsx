"use client";

import { useEffect, useRef } from "react";
import { SignInPrompt } from "../member/sign-in-prompt";
import { Stars } from "./stars";
import type { Ratings } from "./use-ratings";

/**
 * Rates one film of a list: a sheet at the foot of a phone, a dialog on a desk. However it is closed, the stars
 * give what they were left on.
 */
export function RateDialog({
  film,
  mine,
  onClose,
}: {
  film: { id: number; title: string };
  mine: Ratings;
  onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.querySelector<HTMLElement>("input:checked, a")?.focus();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby="rate-title"
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
      onKeyDown={(event) =>
        event.key === "Enter" && event.target instanceof HTMLInputElement && dialog.current?.close()
      }
      className="m-auto w-full max-w-[38rem] border border-line bg-raised p-0 text-ink backdrop:bg-black/60 max-sm:mb-0 max-sm:max-w-full"
    >
      <div className="p-5 sm:p-7">
        <div className="mb-5 flex items-start justify-between gap-4">
          <h2 id="rate-title" className="text-2xl">
            <span className="eyebrow mb-1 block font-sans">Your rating</span>
            {film.title}
          </h2>
          <button
            type="button"
            aria-label="Close"
            onClick={onClose}
            className="-mt-2 -mr-2 grid size-11 shrink-0 place-content-center text-2xl hover:text-bulb"
          >
            ×
          </button>
        </div>
        {mine.signedIn === false ? (
          <SignInPrompt hash={null}>to rate it; your vote counts at once.</SignInPrompt>
        ) : (
          <Stars
            title={film.title}
            value={mine.ratings[film.id] ?? null}
            onRate={(value) => {
              mine.rate(film, value);
              onClose();
            }}
          />
        )}
      </div>
    </dialog>
  );
}
