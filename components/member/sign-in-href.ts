/** The address of sign-in (or sign-up) that leads back afterwards. */
export function signInHref(back: string, page: "/sign-in" | "/sign-up" = "/sign-in"): string {
  return back === "/" ? page : `${page}?next=${encodeURIComponent(back)}`;
}

/** Where to go after sign-in: a path of this site, never another's address. */
export function safeNext(given: string | null): string {
  if (!given?.startsWith("/")) return "/";
  try {
    const base = "https://site.invalid";
    const url = new URL(given, base);
    const next = `${url.pathname}${url.search}${url.hash}`;
    // Looked at once more when it is made: the parser drops dots, and "/.//elsewhere" becomes "//elsewhere".
    return url.origin === base && /^\/(?![/\\])/.test(next) ? next : "/";
  } catch {
    return "/";
  }
}
