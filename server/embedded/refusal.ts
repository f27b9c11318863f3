/** A plain reason why a command can't go on; printed as one line, without a stack, and the exit code is 1. */
export class Refusal extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "Refusal";
  }
}

/** The `code` of a Node error ("ENOENT"), if it has one. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** An error's message, or the thing itself as text. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Runs a command's main function; a Refusal becomes one line on stderr, anything else a stack, both exit code 1. */
export async function runCommand(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof Refusal) console.error(`marquee: ${error.message}`);
    else console.error(error);
  }
}
