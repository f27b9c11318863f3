/** The names of everything that public pages are made of; no Next in here, so that publishing can use them. */
export const tags = {
  /** A film's own facts: title, credits, its stats and histogram. */
  movie: (id: number) => `movie:${id}`,
  /** A list's standing edition. */
  list: (slug: string) => `list:${slug}`,
  /** All films and lists: stale with every edition and every change of a film. */
  movies: () => "movies",
  /** Which lists there are, with their totals. */
  lists: () => "lists",
  /** Which genres there are. */
  genres: () => "genres",
  /** That an address has no film; stale as soon as one is added. */
  missing: () => "movie:missing",
  /** Everything that the published model says. */
  recommendations: () => "recommendations",
  /** A film's neighbours. */
  similar: (id: number) => `similar:${id}`,
} as const;
