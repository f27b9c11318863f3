import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { parse } from "csv-parse";
import { z } from "zod";
import type { Report } from "./report";

/** Rows that are worked on together. */
const BATCH = 5_000;

/** What the parser gives of a row: its fields, and the line on which it ends. */
const record = z.object({ record: z.unknown(), info: z.object({ lines: z.number() }) });

/**
 * Reads a CSV file with a header row by row, never more than a batch of it at a time. Rows that aren't what
 * the schema says are reported with their line and left out.
 * @throws Error where the file can't be read, or its header lacks a column.
 */
export async function* readCsv<Row>(
  file: string,
  columns: readonly string[],
  schema: z.ZodType<Row>,
  report: Report,
): AsyncGenerator<{ line: number; row: Row }[]> {
  const { size } = await stat(file);
  let bytes = 0;
  const source = createReadStream(file);
  source.on("data", (chunk) => {
    bytes += chunk.length;
  });
  const parser = parse({
    bom: true,
    info: true,
    columns: (header: string[]) => {
      const missing = columns.filter((name) => !header.includes(name));
      if (missing.length > 0) throw new Error(`${file} has no column ${missing.join(", ")}.`);
      return header;
    },
    skip_records_with_error: true,
    on_skip: (error) => {
      if (error) report.fail(file, z.number().catch(0).parse(error.lines), error.message);
    },
  });
  source.on("error", (error) => parser.destroy(error));
  source.pipe(parser);
  let batch: { line: number; row: Row }[] = [];
  for await (const given of parser) {
    const { record: fields, info } = record.parse(given);
    const parsed = schema.safeParse(fields);
    if (parsed.success) batch.push({ line: info.lines, row: parsed.data });
    else report.fail(file, info.lines, parsed.error.issues[0]?.message ?? "it can't be read");
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
    report.progress(file, bytes, size + 1);
  }
  yield batch;
  report.progress(file, size, size);
}
