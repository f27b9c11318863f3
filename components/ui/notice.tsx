import type { ReactNode } from "react";

const edges = {
  info: "border-l-bulb",
  danger: "border-l-fall",
} as const;

/** A remark set off by a rule at its edge. Give it a role where it appears after the page stands. */
export function Notice({
  kind = "info",
  role,
  children,
}: {
  kind?: keyof typeof edges;
  role?: "alert" | "status";
  children: ReactNode;
}) {
  return (
    <div role={role} className={`border-l-[3px] bg-raised px-4 py-3 ${edges[kind]}`}>
      {children}
    </div>
  );
}
