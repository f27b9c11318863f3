import { route } from "@/server/api/rest";
import { getOwnRecommendations } from "@/server/api/v1/recommendations";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: getOwnRecommendations });
