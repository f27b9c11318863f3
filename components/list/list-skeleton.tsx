const rows = Array.from({ length: 12 }, (_, index) => index);

/** A list's page before its entries are there, in their geometry. */
export function ListSkeleton() {
  return (
    <div className="wrap" role="status">
      <span className="sr-only">The list is on its way.</span>
      <div className="pt-5 pb-4 sm:pt-10 sm:pb-6">
        <div className="skeleton h-8 w-56 sm:h-16 sm:w-96" />
        <div className="skeleton mt-4 h-6 w-40" />
      </div>
      <div className="skeleton h-11" />
      <div className="entries mt-6">
        {rows.map((row) => (
          <div key={row} className="en">
            <div className="en-n">
              <div className="skeleton h-7 w-7 sm:h-12 sm:w-12" />
            </div>
            <div className="en-p">
              <div className="skeleton aspect-[2/3]" />
            </div>
            <div className="en-b">
              <div className="skeleton h-6 max-w-72" />
              <div className="skeleton mt-2 h-4 max-w-40" />
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}
