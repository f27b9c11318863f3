import { AppError } from "../errors";

/** Most bytes that a request may bring. */
export const BODY_LIMIT = 1024 * 1024;

/** The refusal of a longer one. */
export function tooLarge(): AppError {
  return new AppError("too-large", { userMessage: "The request is larger than 1 MB. Send less at once." });
}

/** What comes in chunks, counted while it comes. @throws AppError too-large */
export async function readBytes(body: AsyncIterable<Uint8Array>): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > BODY_LIMIT) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * A request's body as text, counted while it is read, whatever its length header says.
 * @throws AppError too-large; malformed where the bytes aren't UTF-8.
 */
export async function readText(request: Request): Promise<string> {
  if (Number(request.headers.get("content-length") ?? 0) > BODY_LIMIT) throw tooLarge();
  if (!request.body) return "";
  const bytes = await readBytes(request.body);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new AppError("malformed", { userMessage: "The body is not valid UTF-8." });
  }
}
