import { connection } from "next/server";
import { live } from "@/server/api/health";

export async function GET() {
  await connection();
  return live();
}
