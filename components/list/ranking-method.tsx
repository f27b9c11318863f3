import type { ListView } from "@/server/ranking/schema";
import { count, decimals, plural, time } from "../ui/format";
import { Part } from "../ui/part";

/** The method, for moviegoers. The numbers are the standing edition's own. */
export function RankingMethod({ list }: { list: ListView | null }) {
  const weight = list?.parameters.priorWeight ?? 10;
  const mean = list ? decimals(list.parameters.priorMean, 2) : "the mean of all films";
  const enters = list?.parameters.minimumWeight ?? 5;
  return (
    <div className="wrap">
      <div className="pt-6 pb-8 sm:pt-10 sm:pb-12">
        <h1 className="text-[2rem] sm:text-6xl">How ranking works</h1>
        <p className="mt-4 max-w-[38rem] text-lg sm:text-xl">
          Everybody’s vote counts by one published formula. Nothing is hidden, nobody’s thumb is on the scale,
          and every film page shows the sum behind its score.
        </p>
      </div>
      <div className="grid gap-y-10">
        <Part title="The score">
          <p className="border-y border-line py-5 font-display text-xl leading-snug sm:text-3xl">
            score = (all weighted votes + {count(weight)} × {mean}) ÷ (their weights + {count(weight)})
          </p>
          <p>
            It is a weighted mean. Every film begins with {plural(weight, "vote")} at the catalogue’s own
            mean, {mean}. With few votes a film stays near that mean; with hundreds, its own votes are all
            that matters. So one enthusiastic evening can’t put a film above one that a thousand people love.
          </p>
        </Part>
        <Part title="What a vote weighs">
          <p>
            A vote is a whole number from 1 to 10, one for each person and film. It weighs in full once its
            author has rated five films, and a fifth for each film before that. That makes it dull work to
            push a film with fresh accounts, and costs an honest newcomer five clicks.
          </p>
        </Part>
        <Part title="Votes from elsewhere">
          <p>
            The catalogue came with averages from a public source. They enter as at most 25 votes at that
            average, so that the lists make sense on the first day. As this house votes, they fade. Every film
            page says how many there are.
          </p>
        </Part>
        <Part title="Getting into a list">
          <p>
            A film is ranked once its votes weigh {plural(enters, "full vote")}. Genre and decade lists use
            the same score, so a film has one number everywhere. Films with equal scores stand in this order:
            more votes first, then the older film.
          </p>
        </Part>
        <Part title="Trending">
          <p>
            This list alone looks at time. A vote given now counts in full, one of three days ago half, one of
            six days ago a quarter. It says what is talked about, not what is best, and never mixes into the
            score.
          </p>
        </Part>
        <Part title="Editions">
          <p>
            Each time votes change a list, a new numbered edition appears, whole or not at all. It keeps its
            formula, its numbers and a fingerprint of the votes behind it, so that any position can be
            computed again. The arrows compare with a week ago.
          </p>
          {list?.computedAt && (
            <p className="text-soft">
              {list.title} stands at edition {count(list.edition)} with {plural(list.total, "film")}, computed{" "}
              {time(list.computedAt)}.
            </p>
          )}
        </Part>
      </div>
    </div>
  );
}
