import type { ModelView } from "@/server/recommendations/schema";
import { decimals } from "../ui/format";

const WIDTH = 640;
const HEIGHT = 220;
const MARGIN = { left: 44, right: 16, top: 16, bottom: 30 };

/** A model that was measured. */
export interface Measured {
  id: number;
  status: ModelView["status"];
  ndcg10: number;
  popularity: number;
}

/** Of the models, those that were measured, the oldest first. */
export function measured(models: readonly ModelView[]): Measured[] {
  return models
    .flatMap(({ id, status, metrics }) =>
      metrics ? [{ id, status, ndcg10: metrics.ndcg10, popularity: metrics.popularityNdcg10 }] : [],
    )
    .sort((a, b) => a.id - b.id);
}

/** NDCG@10 of each model beside popularity's on the same split. The table below it says the same. */
export function ModelChart({ points }: { points: readonly Measured[] }) {
  if (points.length === 0) return null;
  const top = niceTop(Math.max(...points.flatMap(({ ndcg10, popularity }) => [ndcg10, popularity])));
  const x = (index: number) =>
    MARGIN.left +
    (points.length === 1 ? 0.5 : index / (points.length - 1)) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (value: number) => MARGIN.top + (1 - value / top) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const line = (value: (point: Measured) => number) =>
    points.map((point, index) => `${index ? "L" : "M"}${x(index)} ${y(value(point))}`).join("");
  const first = points[0];
  const last = points.at(-1);
  const every = Math.ceil(points.length / 10);
  return (
    <figure>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`NDCG@10 of ${points.length} models, from ${decimals(first?.ndcg10 ?? 0, 3)} to ${decimals(last?.ndcg10 ?? 0, 3)}; popularity's is ${decimals(last?.popularity ?? 0, 3)}. The table below holds each.`}
        className="h-auto w-full max-w-3xl overflow-visible"
      >
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <line
              x1={MARGIN.left}
              x2={WIDTH - MARGIN.right}
              y1={y(share * top)}
              y2={y(share * top)}
              className="stroke-line"
            />
            <text
              x={MARGIN.left - 8}
              y={y(share * top) + 4}
              textAnchor="end"
              className="fill-soft text-[12px]"
            >
              {decimals(share * top, 2)}
            </text>
          </g>
        ))}
        <path
          d={line(({ popularity }) => popularity)}
          className="fill-none stroke-edge stroke-2"
          strokeDasharray="5 5"
        />
        <path d={line(({ ndcg10 }) => ndcg10)} className="fill-none stroke-bulb stroke-2" />
        {points.map((point, index) => (
          <g key={point.id}>
            <circle
              cx={x(index)}
              cy={y(point.ndcg10)}
              r={point.status === "published" ? 6 : 4}
              className={point.status === "rejected" ? "fill-ground stroke-bulb stroke-2" : "fill-bulb"}
            />
            {index % every === 0 && (
              <text x={x(index)} y={HEIGHT - 8} textAnchor="middle" className="fill-soft text-[12px]">
                {point.id}
              </text>
            )}
          </g>
        ))}
      </svg>
      <figcaption className="mt-1 text-[0.86rem] text-soft">
        NDCG@10 by model; a hollow point was rejected, the large one serves. Dashed: what popularity alone
        scores on the same split.
      </figcaption>
    </figure>
  );
}

/** The next of 0.1, 0.2, 0.5, 1 that a value fits under. */
function niceTop(value: number): number {
  return [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8].find((top) => value <= top) ?? 1;
}
