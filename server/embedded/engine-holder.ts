import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import { LOCK, LOCK_HOLDER } from "./inngest/database";
import { Refusal } from "./refusal";

/** An engine that was just stopped may hold its lock for a moment yet. */
const PATIENCE = 3_000;

interface Holder {
  name: string;
  /** Null on a local socket, and where another role holds it. */
  address: string | null;
  since: Date | null;
}

/** Whose connection holds the lock by which an engine is the only one on its database. */
async function findHolder(client: Client): Promise<Holder | undefined> {
  const { rows } = await client.query<Holder>(
    `SELECT coalesce(application_name, '') AS name, host(client_addr) AS address, backend_start AS since
     FROM pg_locks JOIN pg_stat_activity USING (pid)
     WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = $1 AND objsubid = 1
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [LOCK],
  );
  return rows[0];
}

function nameOf({ name, address, since }: Holder): string {
  const [pid, host] = name.startsWith(LOCK_HOLDER) ? name.slice(LOCK_HOLDER.length).trim().split(" ") : [];
  const who = pid && host ? `process ${pid} on ${host}` : (address ?? "elsewhere");
  return since ? `${who}, since ${since.toISOString().slice(0, 16).replace("T", " ")} UTC` : who;
}

/**
 * Looks whether another installation's job engine works on the database; where the database can't be asked,
 * whoever needs it next says why.
 * @throws Refusal that says who has it, after `patience` milliseconds
 */
export async function refuseSecondEngine(databaseUrl: string, patience = PATIENCE): Promise<void> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  const reached = await client.connect().then(
    () => true,
    () => false,
  );
  if (!reached) return;
  try {
    const until = Date.now() + patience;
    for (;;) {
      const holder = await findHolder(client);
      if (!holder) return;
      if (Date.now() >= until)
        throw new Refusal(
          `Another Marquee's job engine works on this database already (${nameOf(holder)}), and two would do everything twice; stop that Marquee first, or give both an Inngest of your own (INNGEST_BASE_URL).`,
        );
      await delay(100);
    }
  } finally {
    await client.end();
  }
}
