"use client";

import { Failure } from "@/components/site/failure";
import { display, sans } from "./fonts";
import "./globals.css";

export default function GlobalError(props: { error: Error & { digest?: string }; retry: () => void }) {
  return (
    <html lang="en" className={`${display.variable} ${sans.variable}`}>
      <body>
        <title>The projector stopped · Marquee</title>
        <main>
          <Failure {...props} />
        </main>
      </body>
    </html>
  );
}
