import { closeSync, existsSync, mkdirSync, openSync, renameSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";

const largest = 10 * 1024 * 1024;

/**
 * A log of at most 10 MB and its predecessor (`.1`). Writes are synchronous: what a child said before a crash
 * is in the file.
 */
export class LogFile {
  private descriptor: number;
  private size: number;
  /** The last lines, for saying why something ended. */
  private tail = "";

  constructor(
    private readonly file: string,
    private readonly echo: boolean,
  ) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    this.descriptor = openSync(file, "a", 0o600);
    this.size = statSync(file).size;
  }

  /** Adds text as it came. */
  write(text: string): void {
    this.tail = (this.tail + text).slice(-4_000);
    if (this.echo) process.stdout.write(text);
    try {
      this.size += writeSync(this.descriptor, text);
      if (this.size > largest) this.turn();
    } catch {
      // A full or broken disk stops the logs, not the site.
    }
  }

  private turn(): void {
    const full = this.descriptor;
    if (existsSync(this.file)) renameSync(this.file, `${this.file}.1`);
    this.descriptor = openSync(this.file, "a", 0o600);
    this.size = 0;
    closeSync(full);
  }

  /** The last `count` lines that aren't empty. */
  lastLines(count: number): string[] {
    return this.tail
      .split("\n")
      .filter((line) => line.trim() !== "")
      .slice(-count);
  }
}
