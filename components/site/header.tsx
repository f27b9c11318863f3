import { ViewerMenu } from "../trpc/islands";
import { HoverLink } from "../ui/hover-link";
import { ThemeSwitch } from "../ui/theme";

const places = [
  { href: "/lists/all-time", name: "All time" },
  { href: "/lists/trending", name: "Trending" },
  { href: "/lists", name: "Lists" },
  { href: "/how-ranking-works", name: "How it works" },
] as const;

/** The masthead; its edge is a row of bulbs. */
export function Header() {
  return (
    <header>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:z-30 focus:m-2 focus:bg-bulb focus:px-4 focus:py-2 focus:text-on-bulb"
      >
        Skip to the content
      </a>
      <div className="wrap grid grid-cols-[1fr_auto] items-center pt-2 sm:grid-cols-[auto_1fr_auto] sm:gap-x-8 sm:py-3">
        <HoverLink
          href="/"
          className="numeral inline-flex min-h-11 items-center text-[1.7rem] font-[640] tracking-[-0.035em] hover:text-bulb sm:text-[2rem]"
        >
          Marquee
        </HoverLink>
        <nav aria-label="Site" className="max-sm:order-3 max-sm:col-span-2">
          <ul className="-mx-2 flex flex-wrap sm:mx-0">
            {places.map((place) => (
              <li key={place.href}>
                <HoverLink
                  href={place.href}
                  className="inline-flex min-h-11 items-center px-2 text-[0.94rem] whitespace-nowrap hover:text-bulb sm:px-3"
                >
                  {place.name}
                </HoverLink>
              </li>
            ))}
          </ul>
        </nav>
        <div className="-mr-2 flex items-center gap-1">
          <HoverLink
            href="/search"
            className="grid size-11 place-content-center hover:text-bulb"
            aria-label="Search"
          >
            <Glass />
          </HoverLink>
          <ThemeSwitch />
          <ViewerMenu />
        </div>
      </div>
      <div className="wrap" aria-hidden="true">
        <div className="bulbs" />
      </div>
    </header>
  );
}

function Glass() {
  return (
    <svg
      viewBox="0 0 24 24"
      className="size-5.5"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      aria-hidden="true"
    >
      <circle cx="10.5" cy="10.5" r="6.5" />
      <path d="m15.5 15.5 5 5" />
    </svg>
  );
}
