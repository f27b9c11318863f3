import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "../auth/options";
import { AppError, statusOf } from "../errors";
import { readText } from "./body";

type Context = { params: Promise<{ nextauth: string[] }> };

/** Answers NextAuth's calls, with at most 1 MB in: it reads what it is sent before it asks who sends it. */
export async function handleAuth(request: NextRequest, context: Context): Promise<Response> {
  const { url, method, headers } = request;
  if (method === "GET") return await NextAuth(authOptions())(request, context);
  try {
    const body = await readText(request);
    const whole = new NextRequest(url, { method, headers, ...(body && { body }) });
    return await NextAuth(authOptions())(whole, context);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return Response.json({ error: { message: error.userMessage } }, { status: statusOf[error.code] });
  }
}
