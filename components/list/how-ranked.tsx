import type { ListView } from "@/server/ranking/schema";
import { count, decimals, plural } from "../ui/format";
import { HoverLink } from "../ui/hover-link";

/** "How is this ranked?": the list's formula and its numbers, folded away. */
export function HowRanked({ list }: { list: ListView }) {
  const { priorMean, priorWeight, minimumWeight } = list.parameters;
  return (
    <details className="group mt-1 text-[0.94rem]">
      <summary className="inline-flex min-h-11 list-none items-center gap-2 font-semibold hover:text-bulb">
        <span className="link">How is this ranked?</span>
      </summary>
      <div className="max-w-prose border-l-[3px] border-l-bulb bg-raised px-4 py-3">
        {list.formula === "trending" ? (
          <p>
            Each vote counts by its age: a vote of three days ago counts half of one given now. The film with
            the most of it leads. The score shown is the film’s rating, the same as in every list.
          </p>
        ) : (
          <p>
            By the weighted rating: the film’s votes together with {plural(priorWeight, "vote")} of{" "}
            {decimals(priorMean, 2)}, the mean of all films’ means, so that a handful of tens can’t outrank
            hundreds of nines. A film enters with {plural(minimumWeight, "full vote")}.
          </p>
        )}
        <p className="mt-2 text-soft">
          Edition {count(list.edition)}, formula version {list.formulaVersion}.{" "}
          <HoverLink href="/how-ranking-works" className="link">
            The whole method
          </HoverLink>
        </p>
      </div>
    </details>
  );
}
