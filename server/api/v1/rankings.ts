import { z } from "zod";
import { AppError } from "../../errors";
import { requestRecompute } from "../../jobs/commands";
import { findRun } from "../../jobs/queries";
import { recomputeInput } from "../../ranking/schema";
import { plain, restAs } from "../rest";

export const recompute = restAs(
  "rankings:run",
  { ...plain, body: recomputeInput.default({}) },
  async (call) => {
    const { id: userId, name } = call.viewer;
    const { runId } = await requestRecompute({ userId, name, correlationId: call.requestId }, call.body.list);
    call.afterWrite();
    const self = `/api/v1/rankings/runs/${runId}`;
    return { status: 202, headers: { Location: self }, body: { runId, status: "queued", links: { self } } };
  },
);

const byRun = z.object({ runId: z.string().regex(/^[A-Za-z0-9-]{1,100}$/) });

export const getRun = restAs("rankings:run", { ...plain, params: byRun }, async ({ params }) => {
  const run = await findRun(params.runId);
  if (!run) throw new AppError("not-found", { userMessage: "There is no such run." });
  return { body: run, headers: { "Cache-Control": "no-store" } };
});
