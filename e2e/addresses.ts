import { readdirSync } from "node:fs";
import { join, relative } from "node:path";

const app = join(import.meta.dirname, "../app");

/** An address of each route with parameters; the others' follow from their folders. A new one is named here. */
const examples: Record<string, string> = {
  "/lists/[slug]": "/lists/all-time",
  "/lists/[slug]/[page]": "/lists/all-time/2",
  "/movies/[slug]": "/movies/the-godfather-1972",
  "/admin/movies/[id]": "/admin/movies/1",
  "/api/v1/movies/[idOrSlug]": "/api/v1/movies/the-godfather-1972",
  "/api/v1/movies/[idOrSlug]/rating": "/api/v1/movies/1/rating",
  "/api/v1/movies/[idOrSlug]/explanation": "/api/v1/movies/1/explanation",
  "/api/v1/lists/[slug]": "/api/v1/lists/all-time",
  "/api/v1/lists/[slug]/entries": "/api/v1/lists/all-time/entries",
  "/api/v1/lists/[slug]/editions": "/api/v1/lists/all-time/editions",
  "/api/v1/lists/[slug]/editions/[n]": "/api/v1/lists/all-time/editions/1",
  "/api/v1/lists/[slug]/editions/[n]/verify": "/api/v1/lists/all-time/editions/1/verify",
  "/api/v1/rankings/runs/[runId]": "/api/v1/rankings/runs/none",
  "/api/v1/[[...path]]": "/api/v1/nothing",
  "/api/auth/[...nextauth]": "/api/auth/session",
  "/api/trpc/[trpc]": "/api/trpc/viewer.me",
};

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(path) : [path];
  });
}

/** Every route of the app with an address of its; undefined where this file names none. */
export const routes: readonly { route: string; address: string | undefined; page: boolean }[] = walk(app)
  .flatMap((file) => {
    const [, folder = "", kind = ""] = /^(.*?)\/?(page\.tsx|route\.ts)$/.exec(relative(app, file)) ?? [];
    if (kind === "") return [];
    const route = `/${folder}`.replace(/\/\([a-z-]+\)/g, "") || "/";
    const address = route.includes("[") ? examples[route] : route;
    return [{ route, address, page: kind === "page.tsx" }];
  })
  .sort((a, b) => (a.route < b.route ? -1 : 1));
