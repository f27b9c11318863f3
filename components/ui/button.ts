const base =
  "inline-flex min-h-11 items-center justify-center gap-2 rounded-[3px] px-4 py-2 text-[0.94rem] font-semibold whitespace-nowrap transition-colors disabled:opacity-55";

/** A button's classes, for `<button>` and for links that act like one. */
export const button = {
  primary: `${base} bg-bulb text-on-bulb hover:bg-ink hover:text-ground`,
  quiet: `${base} border border-edge hover:border-bulb hover:text-bulb`,
  bare: `${base} hover:text-bulb`,
} as const;
