import type { ReactNode } from "react";
import { button } from "../ui/button";
import { HoverLink } from "../ui/hover-link";

/** A page that says why there is nothing here and where to go instead. */
export function Dead({
  numeral,
  title,
  text,
  children,
}: {
  numeral: string;
  title: string;
  text: string;
  children?: ReactNode;
}) {
  return (
    <div className="wrap pt-8 sm:pt-16">
      <p className="numeral text-[7rem] font-[300] text-bulb sm:text-[13rem]" aria-hidden="true">
        {numeral}
      </p>
      <h1 className="mt-4 text-4xl sm:text-6xl">{title}</h1>
      <p className="mt-4 max-w-prose text-soft">{text}</p>
      <div className="mt-8 flex flex-wrap gap-3">
        {children}
        <HoverLink href="/" className={button.quiet}>
          The top ten
        </HoverLink>
        <HoverLink href="/lists" className={button.quiet}>
          All lists
        </HoverLink>
      </div>
    </div>
  );
}
