import { route } from "@/server/api/rest";
import { deleteRating, putRating } from "@/server/api/v1/ratings";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  PUT: putRating,
  DELETE: deleteRating,
});
