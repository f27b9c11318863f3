import { route } from "@/server/api/rest";
import { listMovies, postMovie } from "@/server/api/v1/movies";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: listMovies, POST: postMovie });
