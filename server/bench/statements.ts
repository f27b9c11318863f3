import pg from "pg";
import { z } from "zod";

/** One of the statements that took most of the database's time. */
export interface Statement {
  text: string;
  calls: number;
  /** Milliseconds a call. */
  mean: number;
  /** Part of the time of all statements. */
  share: number;
}

async function ask(url: string, ...statements: string[]): Promise<pg.QueryResult[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const results: pg.QueryResult[] = [];
    for (const statement of statements) results.push(await client.query(statement));
    return results;
  } finally {
    await client.end();
  }
}

/**
 * Has a server count its statements. @returns whether it counts them now; where not, it will after a restart.
 * @param serverUrl of a superuser, without a database.
 */
export async function countStatements(serverUrl: string): Promise<boolean> {
  const [shown] = await ask(
    `${serverUrl}/postgres`,
    "show shared_preload_libraries",
    "alter system set shared_preload_libraries = 'pg_stat_statements'",
  );
  return JSON.stringify(shown?.rows).includes("pg_stat_statements");
}

/** Begins to count in a database. */
export async function beginCounting(databaseUrl: string): Promise<void> {
  await ask(
    databaseUrl,
    "create extension if not exists pg_stat_statements",
    "select pg_stat_statements_reset()",
  );
}

const row = z.object({ text: z.string(), calls: z.coerce.number(), mean: z.number(), share: z.number() });

/** The ten statements that took most time since the counting began, dearest first. */
export async function dearestStatements(databaseUrl: string): Promise<Statement[]> {
  const [found] = await ask(
    databaseUrl,
    `select regexp_replace(query, '\\s+', ' ', 'g') as text, calls, mean_exec_time as mean,
       total_exec_time / sum(total_exec_time) over () as share
     from pg_stat_statements
     where dbid = (select oid from pg_database where datname = current_database())
     order by total_exec_time desc limit 10`,
  );
  return z.array(row).parse(found?.rows);
}
