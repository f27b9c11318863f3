import type { RankedPage } from "@/server/ranking/schema";
import { Entry } from "./entry";
import { ListRatings } from "./list-ratings";

/** Entries in their order, each with its quick rating; one request brings the viewer's ratings of all. */
export function RankedList({ ranked }: { ranked: RankedPage }) {
  const first = ranked.entries[0]?.position ?? 1;
  const digits = String(ranked.entries.at(-1)?.position ?? 1).length;
  return (
    <ListRatings movieIds={ranked.entries.map((entry) => entry.movie.id)}>
      <ol start={first} className={`entries e${Math.min(4, Math.max(2, digits))}`}>
        {ranked.entries.map((entry) => (
          <Entry key={entry.position} entry={entry} formula={ranked.list.formula} />
        ))}
      </ol>
    </ListRatings>
  );
}
