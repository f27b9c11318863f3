"use client";

import { useSyncExternalStore } from "react";

const KEY = "theme";
const schemes = ["system", "light", "dark"] as const;
type Scheme = (typeof schemes)[number];
const listeners = new Set<() => void>();

function current(): Scheme {
  return schemes.find((scheme) => scheme === document.documentElement.dataset.theme) ?? "system";
}

function choose(scheme: Scheme): void {
  if (scheme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = scheme;
  try {
    if (scheme === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, scheme);
  } catch {
    // A browser that keeps nothing still shows the scheme on this page.
  }
  for (const listener of listeners) listener();
}

const paths: Record<Scheme, string> = {
  system: "M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16",
  light:
    "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4",
  dark: "M19 14.5A7.5 7.5 0 0 1 9.5 5 7.5 7.5 0 1 0 19 14.5",
};

/** Goes through the three schemes: the system's, light, dark. */
export function ThemeSwitch() {
  const scheme = useSyncExternalStore<Scheme>(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    current,
    () => "system",
  );
  const next = schemes[(schemes.indexOf(scheme) + 1) % schemes.length] ?? "system";
  return (
    <button
      type="button"
      onClick={() => choose(next)}
      aria-label={`Colour scheme: ${scheme}. Change to ${next}`}
      title={`Colour scheme: ${scheme}`}
      className="grid size-11 place-content-center hover:text-bulb"
    >
      <svg
        viewBox="0 0 24 24"
        className="size-5"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.7"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        <path
          d={paths[scheme]}
          {...(scheme === "light"
            ? {}
            : { fill: "currentColor", fillOpacity: scheme === "system" ? 0.25 : 0.9 })}
        />
      </svg>
    </button>
  );
}
