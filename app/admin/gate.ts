import { TRPCError } from "@trpc/server";
import { forbidden, notFound, redirect } from "next/navigation";
import { signInHref } from "@/components/member/sign-in-href";
import { caller } from "@/server/api/caller";

/**
 * What a page of the staff desk begins with: an authorised read. The procedure decides; whoever is signed out
 * is led to sign-in and back to `here`, whoever may not gets the staff-only page and no data; what isn't there is
 * said to be missing. (With Cache Components the shell is on its way before the session is read, so Next's status is
 * 200; the front, which takes pages whole, makes a real redirect of that to sign-in.)
 */
export async function gated<Result>(
  here: string,
  read: (api: Awaited<ReturnType<typeof caller>>) => Promise<Result>,
): Promise<Result> {
  try {
    return await read(await caller());
  } catch (error) {
    if (error instanceof TRPCError && error.code === "UNAUTHORIZED") redirect(signInHref(here));
    if (error instanceof TRPCError && error.code === "FORBIDDEN") forbidden();
    if (error instanceof TRPCError && error.code === "NOT_FOUND") notFound();
    throw error;
  }
}
