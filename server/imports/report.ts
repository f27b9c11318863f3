import { basename } from "node:path";

/** Where words of an import go: what it did to `say`, rows at fault and progress to `tell`. */
export interface Voice {
  say: (line: string) => void;
  tell: (line: string) => void;
}

/** Milliseconds between two words of progress. */
const PROGRESS_MS = 1_000;

/** Says how an import goes: progress, each row at fault with its line and why, and the sum. */
export class Report {
  private counts = new Map<string, number>();
  private lastSaid = 0;
  failed = 0;

  constructor(private voice: Voice) {}

  /** Counts what became of rows, such as "films added". */
  count(what: string, by = 1): void {
    if (by > 0) this.counts.set(what, (this.counts.get(what) ?? 0) + by);
  }

  of(what: string): number {
    return this.counts.get(what) ?? 0;
  }

  /** A row that can't be taken; the others go on. */
  fail(file: string, line: number, why: string): void {
    this.failed += 1;
    this.voice.tell(`${basename(file)}, line ${line}: ${why}`);
  }

  /** How far a file is read, in bytes: said about once a second. */
  progress(file: string, bytes: number, total: number): void {
    const now = performance.now();
    if (bytes < total && now - this.lastSaid < PROGRESS_MS) return;
    this.lastSaid = now;
    const share = total === 0 ? 100 : Math.floor((100 * bytes) / total);
    this.voice.tell(`${basename(file)}: ${share} %`);
  }

  /** Everything counted, in a line. */
  sum(): string {
    const parts = [...this.counts].map(([what, count]) => `${count.toLocaleString("en")} ${what}`);
    if (this.failed > 0) parts.push(`${this.failed.toLocaleString("en")} rows left out`);
    return parts.length > 0 ? `${parts.join(", ")}.` : "Nothing was in it.";
  }
}
