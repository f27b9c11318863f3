import type { Role } from "../members/schema";

/** Who may do what: pure predicates over a role that the database gave. */

/** What an API token can be allowed; `admin` stands for all of them. */
export const scopes = ["movies:write", "ratings:write", "rankings:run", "admin"] as const;
export type Scope = (typeof scopes)[number];

/** Adding, changing and trashing films; the admin desk. */
export function canEditMovies(role: Role): boolean {
  return role === "editor" || role === "admin";
}

/** Seeing what runs and ran. */
export function canSeeRuns(role: Role): boolean {
  return role === "editor" || role === "admin";
}

/** Asking for a full edition. */
export function canRecompute(role: Role): boolean {
  return role === "editor" || role === "admin";
}

/** Seeing who did what on the desk. */
export function canSeeAudit(role: Role): boolean {
  return role === "editor" || role === "admin";
}

/** Starting any scheduled function, cancelling runs, replaying and discarding what failed. */
export function canRunJobs(role: Role): boolean {
  return role === "admin";
}

/** Whether a role is enough for what a scope allows: a token never does more than its owner may. */
export function mayUse(role: Role, scope: Scope): boolean {
  switch (scope) {
    case "movies:write":
      return canEditMovies(role);
    case "ratings:write":
      return true;
    case "rankings:run":
      return canRecompute(role);
    case "admin":
      return role === "admin";
  }
}

/** Whether a token with these scopes covers one. */
export function covers(granted: readonly string[], scope: Scope): boolean {
  return granted.includes(scope) || granted.includes("admin");
}
