/**
 * Says in the process list what this process is at, as PostgreSQL's do: `ps` and the bench show which part of a
 * training takes how long and how much memory.
 */
export function beginPart(name: string): void {
  process.title = `marquee recommender: ${name}`;
}
