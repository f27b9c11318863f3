import Link from "next/link";
import type { ReactNode } from "react";

const places = [
  { href: "/admin/movies", name: "Films" },
  { href: "/admin/movies/new", name: "Add a film" },
  { href: "/admin/runs", name: "Runs" },
  { href: "/admin/dead-letters", name: "Dead letters" },
  { href: "/admin/models", name: "Models" },
  { href: "/admin/audit", name: "Audit" },
] as const;

/** The staff desk's title and ways. */
export function DeskFrame({
  title,
  current,
  children,
}: {
  title: string;
  /** The place it is; null where it is none of them. */
  current: (typeof places)[number]["href"] | null;
  children: ReactNode;
}) {
  return (
    <div className="wrap pt-5 sm:pt-8">
      <div className="mb-6 flex flex-wrap items-end justify-between gap-x-8 gap-y-3">
        <div>
          <p className="eyebrow">Staff desk</p>
          <h1 className="mt-1 text-[2rem] sm:text-5xl">{title}</h1>
        </div>
        <nav aria-label="Desk">
          <ul className="flex flex-wrap gap-2">
            {places.map((place) => (
              <li key={place.href}>
                <Link
                  href={place.href}
                  className="chip"
                  aria-current={place.href === current ? "page" : undefined}
                >
                  {place.name}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      </div>
      {children}
    </div>
  );
}
