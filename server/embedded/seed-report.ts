/** Of what the seed said: the films that it skipped with the reasons, and its last line, the sum. */
export function seedReport(lines: readonly string[]): readonly string[] {
  const skipped = lines.lastIndexOf("Skipped:");
  return lines.slice(skipped === -1 ? -1 : skipped);
}
