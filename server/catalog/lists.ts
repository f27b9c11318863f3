import type { Tx } from "../db";
import { MINIMUM_WEIGHT, TRENDING_MINIMUM_WEIGHT } from "../ranking/formulas";
import { decadeOf } from "./titles";

/** The lists that every installation has. */
export async function makeStandingLists(tx: Tx): Promise<void> {
  await tx.list.createMany({
    data: [
      { slug: "all-time", title: "All time", kind: "all", minimumWeight: MINIMUM_WEIGHT },
      { slug: "trending", title: "Trending", kind: "trending", minimumWeight: TRENDING_MINIMUM_WEIGHT },
    ],
    skipDuplicates: true,
  });
}

/** The lists of the decades that these years are of, where they aren't there yet. */
export async function makeDecadeLists(tx: Tx, years: readonly number[]): Promise<void> {
  await tx.list.createMany({
    data: [...new Set(years.map(decadeOf))].sort().map((decade) => ({
      slug: `${decade}s`,
      title: `The ${decade}s`,
      kind: "decade",
      decade,
      minimumWeight: MINIMUM_WEIGHT,
    })),
    skipDuplicates: true,
  });
}
