import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { sessionSecret } from "../env";
import { viewerSchema } from "../members/schema";
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
        // An AppError's message for people reaches the form as the sign-in's error.
        authorize: async (credentials, request) => {
          const viewer = await signIn(credentials, addressOf(new Headers(flat(request.headers))));
          return viewer && { ...viewer, id: String(viewer.id) };
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => {
        const viewer = viewerSchema.safeParse(user && { ...user, id: Number(user.id) });
        return viewer.success ? { ...token, viewer: viewer.data } : token;
      },
      session: ({ session, token }) => {
        const carried = { ...session, viewer: token.viewer };
        return carried;
      },
    },
  };
}

function flat(headers: Record<string, unknown> | undefined): [string, string][] {
  return Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]);
}
