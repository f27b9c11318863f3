import { db } from "../../db";
import { sharedMost } from "../content/shared";
import { blockSimilarities } from "../content/space";
import type { StoredReason } from "../reasons";
import { LEAST_LIKED, readFilmTexts } from "../training/data";
import { type Generation, standingGeneration } from "./generation";
import { type Recommended, recommend } from "./recommend";

/** Whose list, from what, as it stands now. */
interface Member {
  id: number;
  marks: number;
  crowd: number;
  ratings: { movieId: number; value: number }[];
  picks: number[];
  dismissed: number[];
}

/** Ratings at which picks no longer count. */
const RATINGS_OVER_PICKS = 5;

async function readMember(id: number): Promise<Member | null> {
  const user = await db().user.findFirst({
    where: { id, personalised: true, bannedAt: null },
    select: {
      recommendations: { select: { marks: true } },
      recPreference: { select: { crowd: true } },
      ratings: { select: { movieId: true, value: true }, orderBy: { movieId: "asc" } },
      recPicks: { select: { movieId: true }, orderBy: { movieId: "asc" } },
      recDismissals: { select: { movieId: true } },
    },
  });
  if (!user) return null;
  return {
    id,
    marks: user.recommendations?.marks ?? 0,
    crowd: user.recPreference?.crowd ?? 0.5,
    ratings: user.ratings,
    picks: user.recPicks.map(({ movieId }) => movieId),
    dismissed: user.recDismissals.map(({ movieId }) => movieId),
  };
}

/**
 * Makes these members' lists anew from the published model: fold-in, scores of all films, blend, MMR, one
 * upsert each. Who opted out or is gone has none made. @returns how many were made.
 */
export async function refreshMembers(userIds: readonly number[]): Promise<{ refreshed: number }> {
  const generation = await standingGeneration();
  let refreshed = 0;
  for (const userId of userIds) {
    const member = await readMember(userId);
    if (!member) await db().userRec.deleteMany({ where: { userId } });
    else if (await refreshMember(generation, member)) refreshed++;
  }
  return { refreshed };
}

async function refreshMember(generation: Generation | null, member: Member): Promise<boolean> {
  const picks = member.ratings.length < RATINGS_OVER_PICKS ? member.picks : [];
  const likedIds = [
    ...new Set([
      ...member.ratings.filter(({ value }) => value >= LEAST_LIKED).map(({ movieId }) => movieId),
      ...picks,
    ]),
  ];
  const columnOf = (id: number) => generation?.columns.get(id) ?? [];
  const liked = Int32Array.from(likedIds.flatMap(columnOf));
  const hidden = [...member.ratings.map(({ movieId }) => movieId), ...member.picks, ...member.dismissed];
  const list =
    generation && liked.length > 0
      ? recommend(generation.source, { liked, hidden: hidden.flatMap(columnOf), crowd: member.crowd })
      : [];
  const reasons = generation ? await reasonsOf(generation, list, liked, new Set(picks)) : [];
  const ids = list.map(({ film }) => generation?.ids[film] ?? 0);
  const scores = list.map(({ score }) => score);
  // Whoever opted out, or left, while the list was made keeps none: the row is written only where they stand.
  const written = await db().$executeRaw`
    insert into user_rec as held (user_id, model_id, movie_ids, scores, reasons, ratings, computed_at, stale, marks)
    select id, ${generation?.modelId ?? null}::int, ${ids}::int[], ${scores}::real[], ${JSON.stringify(reasons)}::jsonb,
      ${member.ratings.length + picks.length}::int, now(), false, ${member.marks}::int
    from app_user where id = ${member.id} and personalised for key share
    on conflict (user_id) do update set model_id = excluded.model_id, movie_ids = excluded.movie_ids,
      scores = excluded.scores, reasons = excluded.reasons, ratings = excluded.ratings,
      computed_at = excluded.computed_at, stale = held.marks <> excluded.marks`;
  return written > 0;
}

/** What adds most to each film's score: a liked film by the crowd, or by content, or what is popular. */
async function reasonsOf(
  { ids, content, modelId }: Generation,
  list: readonly Recommended[],
  liked: Int32Array,
  picks: ReadonlySet<number>,
): Promise<StoredReason[]> {
  const leading = list.map(strongest);
  const byContent = leading.flatMap(({ at, part }, place) =>
    part === "content" ? [ids[list[place]?.film ?? 0] ?? 0, ids[liked[at] ?? 0] ?? 0] : [],
  );
  const popular = list
    .filter((_, place) => leading[place]?.part === "popular")
    .map(({ film }) => ids[film] ?? 0);
  const texts = new Map((await readFilmTexts([...new Set(byContent)])).map(({ id, text }) => [id, text]));
  const fans = await favouredBy(
    modelId,
    popular,
    [...liked].map((film) => ids[film] ?? 0),
  );
  return list.map(({ film }, place) => {
    const { at, part } = leading[place] ?? { at: 0, part: "popular" };
    const id = ids[film] ?? 0;
    if (part === "popular") {
      const genre = fans.get(id);
      return genre ? { kind: "fans", name: genre } : { kind: "popular" };
    }
    const other = liked[at] ?? 0;
    const movieId = ids[other] ?? 0;
    const own = texts.get(id);
    const text = texts.get(movieId);
    if (part === "content" && own && text)
      return { ...sharedMost(text, own, blockSimilarities(content, film, other)), movieId };
    return { kind: picks.has(movieId) ? "picked" : "liked", movieId };
  });
}

/** The largest part of a score, and which liked film it comes from. */
export function strongest({ crowd, content, popular }: Recommended): {
  at: number;
  part: "crowd" | "content" | "popular";
} {
  let at = -1;
  let most = popular;
  for (let k = 0; k < crowd.length; k++) {
    const sum = (crowd[k] ?? 0) + (content[k] ?? 0);
    if (sum > most || (at < 0 && sum >= most && sum > 0)) {
      most = sum;
      at = k;
    }
  }
  if (at < 0) return { at: 0, part: "popular" };
  return { at, part: (crowd[at] ?? 0) >= (content[at] ?? 0) ? "crowd" : "content" };
}

/** Of popular films, those that fans of the genre that the member likes most like too, with the genre. */
async function favouredBy(
  modelId: number,
  movieIds: readonly number[],
  likedIds: readonly number[],
): Promise<Map<number, string>> {
  if (movieIds.length === 0) return new Map();
  const rows = await db().$queryRaw<{ movieId: number; genre: string }[]>`
    with favourite as (
      select genre.slug, genre.name from movie_genre tag join genre on genre.id = tag.genre_id
      where tag.movie_id = any(${[...likedIds]}::int[])
      group by genre.slug, genre.name order by count(*) desc, genre.slug limit 1
    )
    select film as "movieId", favourite.name as genre
    from favourite join popular_list list on list.model_id = ${modelId} and list.scope = favourite.slug,
      unnest(list.movie_ids) film
    where film = any(${[...movieIds]}::int[])`;
  return new Map(rows.map(({ movieId, genre }) => [movieId, genre]));
}
