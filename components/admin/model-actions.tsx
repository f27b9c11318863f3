"use client";

import { useState } from "react";
import { button } from "../ui/button";
import { useModelActions } from "./use-model-actions";

/** Train now, with or without words and directions learnt anew, and back to the model before. */
export function ModelActions({ standing }: { standing: number | null }) {
  const { train, goBack } = useModelActions();
  const [refit, setRefit] = useState(false);
  return (
    <div className="mt-4 flex flex-wrap items-center gap-x-5 gap-y-3">
      <button
        type="button"
        className={button.primary}
        disabled={train.isPending}
        onClick={() => train.mutate({ refit })}
      >
        Train now
      </button>
      <label className="flex min-h-11 items-center gap-2 text-[0.94rem]">
        <input
          type="checkbox"
          className="size-5 accent-bulb"
          checked={refit}
          onChange={(event) => setRefit(event.target.checked)}
        />
        Learn the films’ vocabulary anew
      </label>
      {standing !== null && (
        <button
          type="button"
          className={button.quiet}
          disabled={goBack.isPending}
          onClick={() => {
            if (
              window.confirm(
                `Take model ${standing} back? The one that served before it serves again, with all its lists.`,
              )
            )
              goBack.mutate();
          }}
        >
          Go back
        </button>
      )}
    </div>
  );
}
