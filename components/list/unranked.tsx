/** Said where no list was published yet. */
export function Unranked() {
  return (
    <div className="wrap py-16">
      <h1 className="text-4xl">Nothing is ranked yet</h1>
      <p className="mt-4 max-w-prose text-soft">
        The first lists appear as soon as films are seeded and the ranking has run. Come back in a minute.
      </p>
    </div>
  );
}
