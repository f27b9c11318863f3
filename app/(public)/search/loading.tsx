export default function Loading() {
  return (
    <div className="wrap pt-5 sm:pt-10" role="status">
      <span className="sr-only">The search is on its way.</span>
      <div aria-hidden="true">
        <div className="skeleton h-10 w-44 sm:h-16 sm:w-72" />
        <div className="skeleton mt-5 h-12 max-w-2xl" />
      </div>
    </div>
  );
}
