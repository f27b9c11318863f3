import { route } from "@/server/api/rest";
import { deleteMovie, getMovie, patchMovie } from "@/server/api/v1/movies";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: getMovie,
  PATCH: patchMovie,
  DELETE: deleteMovie,
});
