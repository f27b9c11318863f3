import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { sessionSecret } from "../env";
import { AppError } from "../errors";
import { type Session, sessionSchema } from "../members/schema";
import { logger } from "../observability/logger";
import { addressOf } from "./address";
import { signIn } from "./sign-in";

/** Sessions are signed and encrypted tokens of this many seconds, renewed by use. */
const SESSION_SECONDS = 30 * 24 * 3600;

/**
 * next-auth's settings: address and password, JWT sessions. The token holds the viewer as they were at
 * sign-in; whoever writes asks the database again. Nothing outside server/auth knows of next-auth.
 */
export function authOptions(): NextAuthOptions {
  return {
    secret: sessionSecret(),
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: [
      CredentialsProvider({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        authorize: async (credentials, request) => {
          const viewer = await trySignIn(credentials, new Headers(flat(request.headers)));
          return viewer && { ...viewer, id: String(viewer.id) };
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => {
        const viewer = sessionSchema.safeParse(user && { ...user, id: Number(user.id) });
        return viewer.success ? { ...token, viewer: viewer.data } : token;
      },
      session: ({ session, token }) => {
        const carried = { ...session, viewer: token.viewer };
        return carried;
      },
    },
  };
}

/** What an error says reaches the form: an AppError's words for people, of anything else only that it failed. */
async function trySignIn(credentials: unknown, headers: Headers): Promise<Session | null> {
  try {
    return await signIn(credentials, addressOf(headers));
  } catch (error) {
    if (error instanceof AppError) throw new Error(error.userMessage);
    logger.error({ error }, "Signing in failed.");
    throw new Error("Signing in failed on our side. Try again in a moment.");
  }
}

function flat(headers: Record<string, unknown> | undefined): [string, string][] {
  return Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]);
}
