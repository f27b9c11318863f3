"use client";

import { useQuery } from "@tanstack/react-query";
import type { Viewer } from "@/server/members/schema";
import { SignInLink } from "../member/sign-in-link";
import { useTRPC } from "../trpc/provider";

const item = "flex min-h-11 w-full items-center px-4 text-left hover:bg-sunk hover:text-bulb";

/** next-auth's browser code comes only when it is wanted. */
async function leave(): Promise<void> {
  const { signOut } = await import("next-auth/react");
  await signOut({ callbackUrl: "/" });
}

/** Who is looking: the way in, or their menu. Keeps its place until it is known. */
export function ViewerMenu() {
  const viewer = useQuery(useTRPC().viewer.me.queryOptions());
  if (viewer.isPending) return <span className="h-11 w-20" aria-hidden="true" />;
  return viewer.data ? <Menu viewer={viewer.data} /> : <SignInLink />;
}

function Menu({ viewer }: { viewer: Viewer }) {
  return (
    <>
      <button
        type="button"
        popoverTarget="viewer-menu"
        className="inline-flex min-h-11 max-w-36 items-center gap-2 px-2 text-[0.94rem] font-semibold hover:text-bulb"
      >
        <span className="truncate">{viewer.name}</span>
        <span aria-hidden="true" className="text-xs">
          ▾
        </span>
      </button>
      <div
        id="viewer-menu"
        popover="auto"
        className="fixed inset-auto top-14 right-[max(1rem,calc(50vw-36rem))] m-0 w-56 border border-line bg-raised py-2 text-ink shadow-2xl"
      >
        <p className="eyebrow px-4 py-2">{viewer.role === "member" ? "Member" : `Staff · ${viewer.role}`}</p>
        <a className={item} href="/for-you">
          For you
        </a>
        <a className={item} href="/me">
          Your account
        </a>
        {viewer.role !== "member" && (
          <>
            <a className={item} href="/admin/movies">
              Films
            </a>
            <a className={item} href="/admin/movies/new">
              Add a film
            </a>
            <a className={item} href="/admin/runs">
              Runs
            </a>
            <a className={item} href="/admin/models">
              Models
            </a>
          </>
        )}
        <button type="button" className={item} onClick={() => void leave()}>
          Sign out
        </button>
      </div>
    </>
  );
}
