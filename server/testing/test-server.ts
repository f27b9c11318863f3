/** The migrated database that test files get copies of; other test runs on the same server have their own. */
export function templateName(): string {
  return `marquee_test_${process.env.MARQUEE_TEST_RUN}`;
}

/** Address of a database on the tests' server. */
export function onServer(database: string): string {
  const url = new URL(process.env.TEST_DATABASE_URL ?? "");
  url.pathname = `/${database}`;
  return url.href;
}
