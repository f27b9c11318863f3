import { connection } from "next/server";
import { ready } from "@/server/api/health";

export async function GET() {
  await connection();
  return await ready();
}
