import { messageOf } from "./refusal";

/**
 * Runs the main function of a command that works on the database, then lets its connections go. What goes wrong
 * is the command's user's to put right, so its message is one line on stderr, and the exit code is 1.
 */
export async function runDatabaseCommand(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    console.error(messageOf(error));
    process.exitCode = 1;
  } finally {
    await globalThis.marqueeDatabase?.$disconnect();
  }
}
