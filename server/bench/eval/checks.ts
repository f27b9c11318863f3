/** A line of the table: what is measured, what is demanded, what was found. */
export interface Check {
  name: string;
  demand: string;
  found: string;
  passed: boolean;
}

const digits = (value: number) => (Math.abs(value) < 10 ? value.toFixed(4) : value.toFixed(0));

/** At least so much. */
export function atLeast(name: string, value: number, least: number, unit = ""): Check {
  return { name, demand: `≥ ${least}${unit}`, found: `${digits(value)}${unit}`, passed: value >= least };
}

/** At most so much. */
export function atMost(name: string, value: number, most: number, unit = ""): Check {
  return { name, demand: `≤ ${most}${unit}`, found: `${digits(value)}${unit}`, passed: value <= most };
}

/** A figure that others computed too. */
export function near(name: string, value: number, wanted: number, tolerance: number): Check {
  return {
    name,
    demand: `${wanted} ± ${tolerance}`,
    found: digits(value),
    // Half a unit of the last digit that the wanted figure has.
    passed: Math.abs(value - wanted) <= tolerance + 0.000_05,
  };
}

export function equal(name: string, value: string, wanted: string): Check {
  return { name, demand: wanted.slice(0, 12), found: value.slice(0, 12), passed: value === wanted };
}

/** Prints the table. @returns whether every demand is met. */
export function print(title: string, checks: readonly Check[]): boolean {
  const widths = [
    Math.max(...checks.map((check) => check.name.length)),
    Math.max(...checks.map((check) => check.demand.length)),
  ];
  process.stdout.write(`\n${title}\n\n`);
  for (const { name, demand, found, passed } of checks)
    process.stdout.write(
      `${passed ? "  " : "✗ "}${name.padEnd(widths[0] ?? 0)}  ${demand.padEnd(widths[1] ?? 0)}  ${found}\n`,
    );
  return checks.every((check) => check.passed);
}
