import { route } from "@/server/api/rest";
import { getRun } from "@/server/api/v1/rankings";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: getRun });
