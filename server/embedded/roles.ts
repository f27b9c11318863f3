import { Client, escapeIdentifier, escapeLiteral } from "pg";
import { codeOf, messageOf, Refusal } from "./refusal";

/**
 * The role `marquee` and its database, made where they are missing. The site's role is no superuser; it may
 * make databases, for tests and for writing migrations.
 * @throws Refusal when the superuser's password is wrong
 */
export async function prepareRoles(superuserUrl: string, password: string): Promise<void> {
  const client = new Client({ connectionString: superuserUrl, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
  } catch (error) {
    const wrong = codeOf(error) === "28P01";
    const what = wrong ? "secrets.json holds another password than the database" : "The database is damaged";
    throw new Refusal(`${what} (${messageOf(error)}); restore the data folder from a backup.`, error);
  }
  try {
    const found = await client.query<{ role: boolean; database: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = 'marquee') AS role,
              EXISTS (SELECT FROM pg_database WHERE datname = 'marquee') AS database`,
    );
    const [state] = found.rows;
    const role = escapeIdentifier("marquee");
    const verb = state?.role ? "ALTER" : "CREATE";
    await client.query(`${verb} ROLE ${role} LOGIN CREATEDB NOSUPERUSER PASSWORD ${escapeLiteral(password)}`);
    if (!state?.database) await client.query(`CREATE DATABASE marquee OWNER ${role}`);
  } finally {
    await client.end();
  }
}
