import { route } from "@/server/api/rest";
import { getSimilarMovies } from "@/server/api/v1/recommendations";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: getSimilarMovies });
