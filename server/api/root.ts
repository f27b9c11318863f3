import { audit } from "./routers/audit";
import { deadLetters } from "./routers/dead-letters";
import { movies } from "./routers/movies";
import { ratings } from "./routers/ratings";
import { recommendations } from "./routers/recommendations";
import { runs } from "./routers/runs";
import { viewer } from "./routers/viewer";
import { router } from "./trpc";

/** Every procedure of the site. */
export const appRouter = router({ audit, deadLetters, movies, ratings, recommendations, runs, viewer });

export type AppRouter = typeof appRouter;
