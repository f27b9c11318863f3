import { openApiDocument } from "@/server/api/openapi";
import { plain, rest, route } from "@/server/api/rest";

const document = rest(plain, async () => ({ body: openApiDocument(), tags: [] }));

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: document });
