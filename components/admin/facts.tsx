import type { ReactNode } from "react";

/** What is known of a thing, a name and a value each; what isn't known is left out. */
export function Facts({ facts }: { facts: Record<string, ReactNode> }) {
  const known = Object.entries(facts).filter(([, value]) => value !== null && value !== undefined);
  return (
    <dl className="grid grid-cols-2 gap-x-8 border-t border-line text-[0.94rem] md:grid-cols-4">
      {known.map(([name, value]) => (
        <div key={name} className="min-w-0 border-b border-line py-2.5">
          <dt className="text-[0.86rem] text-soft">{name}</dt>
          <dd className="break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
