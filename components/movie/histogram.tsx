import { count, plural } from "../ui/format";
import { percentages } from "./percentages";

/** The house's votes of 10 down to 1: a table that looks like a chart, so it reads like one and like the other. */
export function Histogram({ histogram }: { histogram: number[] }) {
  const total = histogram.reduce((sum, each) => sum + each, 0);
  const shares = percentages(histogram);
  const most = Math.max(1, ...histogram);
  return (
    <section aria-labelledby="votes" className="later">
      <h2 id="votes" className="text-2xl">
        How this house voted
      </h2>
      {total === 0 ? (
        <p className="mt-3 text-soft">No member has rated it yet.</p>
      ) : (
        <table className="mt-4 w-full border-collapse text-[0.94rem]">
          <caption className="sr-only">{plural(total, "vote")} of members by value</caption>
          <thead className="sr-only">
            <tr>
              <th scope="col">Value</th>
              <th scope="col">Share</th>
              <th scope="col">Votes</th>
            </tr>
          </thead>
          <tbody>
            {histogram
              .map((votes, index) => ({ value: index + 1, votes, share: shares[index] ?? 0 }))
              .reverse()
              .map(({ value, votes, share }) => (
                <tr key={value}>
                  <th scope="row" className="numeral w-8 py-0.5 pr-3 text-right text-lg font-[480]">
                    {value}
                  </th>
                  <td className="py-0.5">
                    <span className="flex items-center gap-2">
                      {/* A drawing's width is no inline style, which the site's policy forbids. */}
                      <svg
                        aria-hidden="true"
                        className={`h-5 min-w-px ${votes === most ? "bg-bulb" : "bg-edge"}`}
                        width={`${(votes / most) * 78}%`}
                      />
                      <span className="text-[0.86rem] text-soft">{share} %</span>
                    </span>
                  </td>
                  <td className="w-14 py-0.5 text-right text-[0.86rem] text-soft">{count(votes)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
