"use client";

import { signInHref } from "./sign-in-href";
import { useHere } from "./use-here";

/** The way in, and back to this page. Only drawn once the viewer is known to be nobody. */
export function SignInLink() {
  const here = useHere();
  const back = /^\/sign-(in|up)\b/.test(here) ? "/" : here;
  return (
    <a
      href={signInHref(back)}
      className="inline-flex min-h-11 items-center px-2 text-[0.94rem] font-semibold whitespace-nowrap hover:text-bulb"
    >
      Sign in
    </a>
  );
}
