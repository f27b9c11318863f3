"use client";

import Link from "next/link";
import { type ComponentProps, useState } from "react";

/** A link among many: its page is fetched whole as soon as it is pointed at, touched or focused, and not before. */
export function HoverLink(props: Omit<ComponentProps<typeof Link>, "prefetch">) {
  const [wanted, want] = useState(false);
  const wantIt = () => want(true);
  return <Link {...props} prefetch={wanted} onMouseEnter={wantIt} onTouchStart={wantIt} onFocus={wantIt} />;
}
