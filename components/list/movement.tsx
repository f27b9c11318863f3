/** Where a film was a week ago is known this far down; deeper, nobody knows, and nothing is new. */
const KEPT = 1000;

/** Where a film went since last week: ▲3, ▼1, NEW, or nothing; in words for screen readers. */
export function Movement({ from, to }: { from: number | null; to: number }) {
  if (from === null) {
    if (to > KEPT) return null;
    return (
      <span className="mv mv-n">
        <span aria-hidden="true">NEW</span>
        <span className="sr-only">New among the first thousand since last week</span>
      </span>
    );
  }
  if (from === to) return null;
  const up = from > to;
  const places = Math.abs(from - to);
  return (
    <span className={up ? "mv mv-u" : "mv mv-d"}>
      <span aria-hidden="true">{`${up ? "▲" : "▼"}${places}`}</span>
      <span className="sr-only">{`${up ? "Up" : "Down"} ${places} since last week`}</span>
    </span>
  );
}
