/** Last week's positions are kept this far down; deeper, nobody knows where a film was. */
const KEPT = 1000;

/** Where a film went since last week: ▲3, ▼1, NEW, or nothing; in words for screen readers. */
export function Movement({ from, to }: { from: number | null; to: number }) {
  if (from === null) {
    if (to > KEPT) return null;
    return (
      <span className="mv mv-n">
        NEW<span className="sr-only"> in this list since last week</span>
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
