import type { Explanation } from "@/server/ranking/schema";
import { count, decimals } from "../ui/format";
import { HoverLink } from "../ui/hover-link";

const row = "border-b border-line [&>*]:py-2 [&>*]:align-baseline";
const figure = "numeral pl-3 text-right text-lg font-[480] whitespace-nowrap";

/** Why a film has its score and its place: a bill that adds up, then the sentences. */
export function WhyThisRank({ explanation }: { explanation: Explanation }) {
  const { terms, score, position, above, below } = explanation;
  const importedSum = terms.importedVotes * (terms.importedMean ?? 0);
  const ownSum = terms.weightedSum - importedSum;
  const priorSum = terms.priorWeight * terms.priorMean;
  return (
    <section aria-labelledby="why" className="later">
      <h2 id="why" className="text-2xl">
        Why this rank
      </h2>
      <table className="mt-4 w-full border-collapse border-t border-line text-[0.94rem]">
        <caption className="sr-only">
          Votes, times their mean, give points; points by votes give the score
        </caption>
        <thead>
          <tr className="text-left text-xs text-soft [&>th]:pt-1.5 [&>th]:font-normal">
            <th scope="col">What counts</th>
            <th scope="col" className="text-right">
              votes
            </th>
            <th scope="col" className="text-right">
              points
            </th>
          </tr>
        </thead>
        <tbody>
          <Line name="Votes of this house, by weight" votes={terms.ownWeight} points={ownSum} />
          {terms.importedMean !== null && (
            <Line
              name={`Imported votes, at ${decimals(terms.importedMean, 1)}`}
              votes={terms.importedVotes}
              points={importedSum}
            />
          )}
          <Line
            name={`Added to every film, at ${decimals(terms.priorMean, 3)}`}
            votes={terms.priorWeight}
            points={priorSum}
          />
          <tr className={row}>
            <th scope="row" className="text-left font-semibold">
              Together
            </th>
            <td className={figure}>{decimals(terms.weight + terms.priorWeight, 1)}</td>
            <td className={figure}>{decimals(terms.weightedSum + priorSum, 2)}</td>
          </tr>
          {score !== null && (
            <tr className="[&>*]:py-2.5">
              <th scope="row" className="text-left font-semibold">
                Points by votes: the score
              </th>
              <td className="numeral text-right text-2xl font-[560] text-bulb" colSpan={2}>
                {decimals(score, 4)}
              </td>
            </tr>
          )}
        </tbody>
      </table>
      <ul className="mt-4 grid gap-2 text-[0.94rem]">
        {explanation.sentences.map((sentence) => (
          <li key={sentence} className="max-w-prose border-l border-edge pl-3">
            {sentence}
          </li>
        ))}
      </ul>
      {position !== null && (above || below) && (
        <ol className="mt-5 text-[0.94rem]">
          {above && <Neighbour {...above} />}
          <li className="grid grid-cols-[4rem_1fr_auto] items-baseline py-1 font-semibold">
            <span className="numeral text-lg">#{count(position)}</span> this film
            <span className="numeral text-lg">{score === null ? "–" : decimals(score, 2)}</span>
          </li>
          {below && <Neighbour {...below} />}
        </ol>
      )}
      <p className="mt-4 text-[0.86rem] text-soft">
        Edition {count(explanation.edition)}.{" "}
        <HoverLink href="/how-ranking-works" className="link">
          The whole method
        </HoverLink>
      </p>
    </section>
  );
}

function Line({ name, votes, points }: { name: string; votes: number; points: number }) {
  return (
    <tr className={row}>
      <th scope="row" className="text-left font-normal">
        {name}
      </th>
      <td className={figure}>{decimals(votes, 1)}</td>
      <td className={figure}>{decimals(points, 2)}</td>
    </tr>
  );
}

function Neighbour({ slug, title, position, score }: NonNullable<Explanation["above"]>) {
  return (
    <li className="grid grid-cols-[4rem_1fr_auto] items-baseline text-soft">
      <span className="numeral text-lg">#{count(position)}</span>
      <HoverLink href={`/movies/${slug}`} className="inline-flex min-h-8 items-center hover:text-bulb">
        {title}
      </HoverLink>
      <span className="numeral text-lg">{decimals(score, 2)}</span>
    </li>
  );
}
