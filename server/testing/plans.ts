import { Pool, type PoolClient } from "pg";
import { z } from "zod";
import { env } from "../env";

/** A statement as the site sent it. */
interface Sent {
  text: string;
  values: unknown[];
}

const query = z.object({ text: z.string(), values: z.array(z.unknown()).optional() });

/** What is looked at of a plan's node; the rest of it is kept. */
const planNode = z.looseObject({
  "Node Type": z.string(),
  "Relation Name": z.string().optional(),
  "Actual Rows": z.number(),
  "Actual Loops": z.number(),
  "Rows Removed by Filter": z.number().optional(),
  "Sort Space Type": z.string().optional(),
  get Plans() {
    return z.array(planNode).optional();
  },
});
type PlanNode = z.output<typeof planNode>;
const explained = z.tuple([z.looseObject({ Plan: planNode })]);

/**
 * The site's pool, of which every statement is noted as it is sent, so that its plan can be looked at.
 * To be made before anything asks `db()`.
 */
export class ListeningPool {
  readonly sent: Sent[] = [];
  private readonly pool: Pool;

  constructor() {
    this.pool = new Pool({ connectionString: env().DATABASE_URL, max: 4, statement_timeout: 600_000 });
    this.pool.on("connect", (client) => this.listen(client));
    globalThis.marqueePool = this.pool;
  }

  private listen(client: PoolClient): void {
    const ask = client.query.bind(client);
    const note = (first: unknown) => {
      const found = query.safeParse(first);
      if (found.success) this.sent.push({ text: found.data.text, values: found.data.values ?? [] });
    };
    client.query = new Proxy(ask, {
      apply(target, self, args) {
        note(args[0]);
        return Reflect.apply(target, self, args);
      },
    });
  }

  /**
   * Runs `work`, which leaves the database as it was, and explains what it asked of it: the same statements once more in
   * their order, in a transaction that is rolled back. @returns a plan a statement.
   */
  async plansOf(work: () => Promise<unknown>): Promise<{ sql: string; plan: PlanNode }[]> {
    this.sent.length = 0;
    await work();
    const explainable = /^\s*(\/\*.*?\*\/\s*)?(select|with|insert|update|delete)\b/i;
    const asked = this.sent.filter(({ text }) => explainable.test(text));
    const plans: { sql: string; plan: PlanNode }[] = [];
    const client = await this.pool.connect();
    try {
      await client.query("begin");
      for (const { text, values } of asked) {
        const explain = `explain (analyze, format json) ${text}`;
        const { rows } = await client.query<{ "QUERY PLAN": unknown }>(explain, values);
        const [root] = explained.parse(rows[0]?.["QUERY PLAN"]);
        plans.push({ sql: text, plan: root.Plan });
      }
      await client.query("rollback");
    } finally {
      client.release();
    }
    return plans;
  }
}

/** All nodes of a plan. */
export function nodesOf(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

/** What a plan must not do: read a large table from end to end, or sort on disk. @returns what it does of that. */
export function faultsOf(plan: PlanNode, smallTable: number): string[] {
  return nodesOf(plan).flatMap((node) => {
    const read = (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0)) * node["Actual Loops"];
    if (node["Node Type"].endsWith("Seq Scan") && read > smallTable)
      return [`reads all of ${node["Relation Name"]} (${read} rows)`];
    if (node["Sort Space Type"] === "Disk") return ["sorts on disk"];
    return [];
  });
}
