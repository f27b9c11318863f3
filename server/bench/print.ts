import type { Fresh } from "./freshness";
import type { Measured } from "./load";
import type { Statement } from "./statements";

export function say(line = ""): void {
  process.stdout.write(`${line}\n`);
}

/** Rows in columns; the first column is of words, the others are of numbers. */
function table(rows: readonly string[][]): void {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  for (const row of rows)
    say(
      row
        .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
        .join("  "),
    );
}

export function sayMeasured(measured: readonly Measured[]): void {
  table([
    ["", "req/s", "(low - high)", "p50 ms", "p99 ms", "CPU ms", "errors", `x ${measured[0]?.name ?? ""}`],
    ...measured.map((one) => [
      one.name,
      one.rate.toFixed(0),
      `(${one.low.toFixed(0)} - ${one.high.toFixed(0)})`,
      one.p50.toFixed(1),
      one.p99.toFixed(1),
      one.processor.toFixed(2),
      String(one.errors),
      one.ratio.toFixed(2),
    ]),
  ]);
}

export function sayFresh(fresh: readonly Fresh[]): void {
  table([
    ["vote to visible", "p50 ms", "p95 ms", "acknowledged p50 ms", "not seen"],
    ...fresh.map((one) => [
      one.name,
      one.p50.toFixed(0),
      one.p95.toFixed(0),
      one.acknowledged.toFixed(1),
      String(one.unseen),
    ]),
  ]);
}

export function sayStatements(statements: readonly Statement[]): void {
  table([
    ["our dearest statements", "calls", "ms a call", "% of the time"],
    ...statements.map(({ text, calls, mean, share }) => [
      text.length > 90 ? `${text.slice(0, 89)}…` : text,
      String(calls),
      mean.toFixed(3),
      (100 * share).toFixed(1),
    ]),
  ]);
}
