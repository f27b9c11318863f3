import { route } from "@/server/api/rest";
import { recompute } from "@/server/api/v1/rankings";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({ POST: recompute });
