const rows = Array.from({ length: 10 }, (_, index) => index);

/** The desk before session and role are known: its geometry, no data. */
export function DeskSkeleton() {
  return (
    <div className="wrap pt-5 sm:pt-8" role="status">
      <span className="sr-only">The desk is on its way.</span>
      <div className="skeleton h-4 w-24" />
      <div className="skeleton mt-2 mb-6 h-9 w-56 sm:h-12" />
      <div className="skeleton mb-8 h-11 max-w-xl" />
      <div className="border-t border-line">
        {rows.map((row) => (
          <div key={row} className="border-b border-line py-4">
            <div className="skeleton h-5 max-w-md" />
          </div>
        ))}
      </div>
    </div>
  );
}
