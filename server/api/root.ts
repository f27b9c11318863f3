import { audit } from "./routers/audit";
import { deadLetters } from "./routers/dead-letters";
import { movies } from "./routers/movies";
import { ratings } from "./routers/ratings";
import { runs } from "./routers/runs";
import { viewer } from "./routers/viewer";
import { router } from "./trpc";

/** Every procedure of the site. */
export const appRouter = router({ audit, deadLetters, movies, ratings, runs, viewer });

export type AppRouter = typeof appRouter;
