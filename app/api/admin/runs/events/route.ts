import { streamRunEvents } from "@/server/api/run-events";

export async function GET(request: Request) {
  return await streamRunEvents(request);
}
