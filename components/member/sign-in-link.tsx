"use client";

import { usePathname } from "next/navigation";
import { signInHref } from "./sign-in-href";

/** The way in, and back to this page. Only drawn once the viewer is known to be nobody. */
export function SignInLink() {
  const here = usePathname();
  const back = here === "/sign-in" || here === "/sign-up" ? "/" : here;
  return (
    <a
      href={signInHref(back)}
      className="inline-flex min-h-11 items-center px-2 text-[0.94rem] font-semibold whitespace-nowrap hover:text-bulb"
    >
      Sign in
    </a>
  );
}
