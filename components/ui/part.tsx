import type { ReactNode } from "react";

/** A part of a text page: its heading at the side where there is room, its paragraphs in a readable measure. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid gap-x-12 gap-y-3 border-t border-line pt-5 md:grid-cols-[16rem_minmax(0,38rem)]">
      <h2 className="text-2xl">{title}</h2>
      <div className="grid min-w-0 gap-3">{children}</div>
    </section>
  );
}
