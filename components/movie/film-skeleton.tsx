/** A film's page before the film is there, in its geometry. */
export function FilmSkeleton() {
  return (
    <div className="wrap pt-5 sm:pt-10" role="status">
      <span className="sr-only">The film is on its way.</span>
      <div className="grid grid-cols-[7.5rem_minmax(0,1fr)] gap-x-4 gap-y-5 sm:grid-cols-[12rem_minmax(0,1fr)] sm:gap-x-8 lg:grid-cols-[20rem_minmax(0,1fr)] lg:grid-rows-[auto_auto_1fr] lg:gap-x-14">
        <div className="lg:row-span-3">
          <div className="skeleton aspect-[2/3]" />
        </div>
        <div className="self-end lg:self-auto">
          <div className="skeleton h-9 sm:h-14 lg:h-20" />
          <div className="skeleton mt-4 h-5 max-w-60" />
          <div className="skeleton mt-2 h-5 max-w-40" />
        </div>
        <div className="skeleton col-span-2 h-36 lg:col-span-1" />
        <div className="skeleton col-span-2 h-28 lg:col-span-1" />
      </div>
    </div>
  );
}
