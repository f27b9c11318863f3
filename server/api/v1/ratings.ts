import { clearRating, rateMovie } from "../../ratings/commands";
import { ratingInput } from "../../ratings/schema";
import { plain, restAs } from "../rest";
import { byKey, movieIdOf } from "./movies";

export const putRating = restAs(
  "ratings:write",
  { ...plain, params: byKey, body: ratingInput },
  async (call) => {
    const movieId = await movieIdOf(call.params);
    const vote = { movieId, userId: call.viewer.id, correlationId: call.requestId };
    const body = await rateMovie({ ...vote, value: call.body.value });
    call.afterWrite();
    return { body };
  },
);

export const deleteRating = restAs("ratings:write", { ...plain, params: byKey }, async (call) => {
  const movieId = await movieIdOf(call.params);
  await clearRating({ movieId, userId: call.viewer.id, correlationId: call.requestId });
  call.afterWrite();
  return { status: 204 };
});
