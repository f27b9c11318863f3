/** The class of rows whose highest position is this: longer positions, smaller numerals (entry.css). */
export function numeralsFor(position: number): string {
  return `e${Math.min(4, Math.max(2, String(position).length))}`;
}
