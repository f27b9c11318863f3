import { setPriority } from "node:os";
import { z } from "zod";
import { refreshFilms } from "../serving/refresh-films";
import { refreshMembers } from "../serving/refresh-members";
import { trainCandidate } from "../training/candidate";
import { completeModel } from "../training/complete";
import { beginPart } from "./part";
import { taskInputs, taskNames } from "./protocol";

/** The entry of a process that works for the site; it ends with the site's process. */

const request = z.object({ id: z.int(), name: z.enum(taskNames), input: z.unknown() });

async function run(name: (typeof taskNames)[number], input: unknown): Promise<unknown> {
  switch (name) {
    case "train-candidate":
      return await trainCandidate(taskInputs[name].parse(input));
    case "complete-model":
      return await completeModel(taskInputs[name].parse(input).modelId);
    case "refresh-members":
      beginPart("lists of members");
      return await refreshMembers(taskInputs[name].parse(input).userIds);
    case "refresh-films":
      beginPart("vectors of films");
      return await refreshFilms();
  }
}

async function answer(message: unknown): Promise<void> {
  const { id, name, input } = request.parse(message);
  try {
    process.send?.({ id, result: await run(name, input) });
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
  beginPart("waiting");
}

setPriority(Number(process.argv[2] ?? 0));
beginPart("waiting");
// One after the other: they share what is held in memory.
let last = Promise.resolve();
process.on("message", (message) => {
  last = last.then(() => answer(message));
});
process.on("disconnect", () => process.exit());
