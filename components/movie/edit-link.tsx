"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../trpc/provider";

/** The way to the desk for those who care for the catalogue; nothing for others. */
export function EditLink({ id }: { id: number }) {
  const { data: viewer } = useQuery(useTRPC().viewer.me.queryOptions());
  if (!viewer || viewer.role === "member") return null;
  return (
    <a href={`/admin/movies/${id}`} className="link inline-flex min-h-11 items-center text-[0.94rem]">
      Change this film
    </a>
  );
}
