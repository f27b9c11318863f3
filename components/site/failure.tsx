"use client";

import { button } from "../ui/button";
import { Dead } from "./dead";

/** A fault of ours: what to quote, and another try. */
export function Failure({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return (
    <Dead
      numeral="500"
      title="The projector stopped"
      text={`This page could not be made. The fault is ours; another try often helps.${error.digest ? ` If it stays, tell the house this number: ${error.digest}.` : ""}`}
    >
      <button type="button" className={button.primary} onClick={retry}>
        Try again
      </button>
    </Dead>
  );
}
