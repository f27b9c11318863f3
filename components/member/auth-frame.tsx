import type { ReactNode } from "react";

/** Title and form, side by side on a desk. */
export function AuthFrame({ title, intro, children }: { title: string; intro: string; children: ReactNode }) {
  return (
    <div className="wrap grid gap-x-16 gap-y-6 pt-6 sm:pt-14 md:grid-cols-[1fr_24rem]">
      <div>
        <h1 className="text-[2.4rem] sm:text-7xl">{title}</h1>
        <p className="mt-3 max-w-[26rem] text-soft sm:text-lg">{intro}</p>
      </div>
      {children}
    </div>
  );
}
