import type { ListView } from "@/server/ranking/schema";
import { count, plural } from "../ui/format";
import { HoverLink } from "../ui/hover-link";
import { listHref } from "./links";
import { Unranked } from "./unranked";

const parts = [
  { kinds: ["all", "trending"], name: "The whole catalogue", wide: true },
  { kinds: ["genre"], name: "Genres", wide: false },
  { kinds: ["decade"], name: "Decades", wide: false },
] as const;

/** All lists, set like the index of a programme. */
export function ListDirectory({ lists }: { lists: ListView[] }) {
  if (lists.length === 0) return <Unranked />;
  return (
    <div className="wrap">
      <div className="pt-6 pb-8 sm:pt-10">
        <h1 className="text-[2rem] sm:text-6xl">Lists</h1>
        <p className="mt-3 max-w-prose text-soft">
          One score, ranked {count(lists.length)} ways: a film has the same score in every list it belongs to.{" "}
          <HoverLink href="/how-ranking-works" className="link">
            How is this ranked?
          </HoverLink>
        </p>
      </div>
      <div className="grid gap-x-16 gap-y-12 md:grid-cols-2">
        {parts.map((part) => (
          <section key={part.name} className={part.wide ? "md:col-span-2" : undefined}>
            <h2 className="mb-3 text-xl">{part.name}</h2>
            <ul className="border-t border-line">
              {lists
                .filter((list) => part.kinds.some((kind) => kind === list.kind))
                .map((list) => (
                  <li
                    key={list.slug}
                    className="relative flex items-baseline justify-between gap-4 border-b border-line py-2.5"
                  >
                    <HoverLink
                      href={listHref(list.slug)}
                      className={`font-display leading-tight font-[500] tracking-[-0.018em] after:absolute after:inset-0 hover:text-bulb ${part.wide ? "text-4xl sm:text-5xl" : "text-2xl"}`}
                    >
                      {list.title}
                    </HoverLink>
                    <span className="text-[0.86rem] text-soft">{plural(list.total, "film")}</span>
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </div>
    </div>
  );
}
