import { route } from "@/server/api/rest";
import { listEditions } from "@/server/api/v1/lists";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: listEditions });
