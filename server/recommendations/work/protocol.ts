import { z } from "zod";

/** What each piece of work takes, as it travels between processes. */
export const taskInputs = {
  "train-candidate": z.object({ refit: z.boolean() }),
  "complete-model": z.object({ modelId: z.int() }),
  "refresh-members": z.object({ userIds: z.array(z.int()) }),
  "refresh-films": z.object({}),
} as const;

/** What each gives back. */
export const taskResults = {
  "train-candidate": z.object({ modelId: z.int(), passed: z.boolean() }),
  "complete-model": z.object({ films: z.int() }),
  "refresh-members": z.object({ refreshed: z.int() }),
  "refresh-films": z.object({ movieIds: z.array(z.int()) }),
} as const;

export const taskNames = ["train-candidate", "complete-model", "refresh-members", "refresh-films"] as const;

export type TaskName = (typeof taskNames)[number];
export type TaskInput<Name extends TaskName> = z.infer<(typeof taskInputs)[Name]>;
export type TaskResult<Name extends TaskName> = z.infer<(typeof taskResults)[Name]>;
