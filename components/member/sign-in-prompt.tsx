"use client";

import type { ReactNode } from "react";
import { signInHref } from "./sign-in-href";
import { useHere } from "./use-here";

/** "Sign in or join …": leads to sign-in and back to where one is. Only drawn once the viewer is known to be nobody. */
export function SignInPrompt({ hash, children }: { hash: string | null; children: ReactNode }) {
  const here = `${useHere()}${hash ? `#${hash}` : ""}`;
  return (
    <p className="text-[0.94rem]">
      <a className="link font-semibold" href={signInHref(here)}>
        Sign in
      </a>{" "}
      or{" "}
      <a className="link font-semibold" href={signInHref(here, "/sign-up")}>
        join
      </a>{" "}
      {children}
    </p>
  );
}
