import { HoverLink } from "../ui/hover-link";

/** The foot of every page. */
export function Footer() {
  return (
    <footer className="wrap mt-auto pt-20">
      <div className="flex flex-wrap items-baseline justify-between gap-x-8 gap-y-1 border-t border-line py-6 text-[0.86rem] text-soft">
        <p>Ranked by the votes of this house, in the open.</p>
        <nav aria-label="Foot">
          <ul className="-mx-2 flex flex-wrap">
            <li>
              <HoverLink
                href="/how-ranking-works"
                className="inline-flex min-h-11 items-center px-2 hover:text-bulb"
              >
                How ranking works
              </HoverLink>
            </li>
            <li>
              <HoverLink
                href="/how-recommendations-work"
                className="inline-flex min-h-11 items-center px-2 hover:text-bulb"
              >
                How recommendations work
              </HoverLink>
            </li>
            <li>
              <a href="/api/docs" className="inline-flex min-h-11 items-center px-2 hover:text-bulb">
                For programs
              </a>
            </li>
          </ul>
        </nav>
      </div>
    </footer>
  );
}
