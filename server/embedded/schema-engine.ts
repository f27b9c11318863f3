import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  DriverAdapterError,
  type SqlDriverAdapter,
} from "@prisma/driver-adapter-utils";
import type { SchemaContainer } from "@prisma/schema-engine-wasm";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import { Client, DatabaseError, Pool } from "pg";

const require = createRequire(import.meta.url);
const charColumns = new Set(["constraint_type", "confdeltype", "confupdtype"]);
let started = false;

function startWebAssembly(): void {
  if (started) return;
  // The engine hands the text of a panic to this global before it stops.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: { set_message: (text: string) => console.error(text) },
  });
  const file = require.resolve("@prisma/schema-engine-wasm/schema_engine_bg").replace(/\.js$/, ".wasm");
  const module = new WebAssembly.Module(readFileSync(file));
  const instance = new WebAssembly.Instance(module, { "./schema_engine_bg.js": { ...bindings } });
  bindings.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start;
  if (typeof start !== "function") throw new Error("Prisma's schema engine has no start function.");
  start();
  started = true;
}

/** A connection for the engine with two gaps of adapter-pg 7.10 filled. */
async function openAdapter(databaseUrl: string): Promise<SqlDriverAdapter> {
  const pool = new Pool({ connectionString: databaseUrl, max: 1 });
  const adapter: SqlDriverAdapter = await new PrismaPg(pool, { disposeExternalPool: true }).connect();
  const queryRaw = adapter.queryRaw.bind(adapter);
  // It can't convert the type "char", which describing a database reads from pg_constraint.
  adapter.queryRaw = async (query) => {
    const sql = query.sql.replace(/\b(constr\.contype|con\.confdeltype|con\.confupdtype)\b/g, "$1::char");
    const result = await queryRaw({ ...query, sql });
    const columnTypes = result.columnTypes.map((type, index) =>
      charColumns.has(result.columnNames[index] ?? "") ? ColumnTypeEnum.Character : type,
    );
    return { ...result, columnTypes };
  };
  // It cuts scripts at every semicolon, those in comments and function bodies too.
  adapter.executeScript = async (script) => {
    try {
      await pool.query(script);
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      const { code = "XX000", severity = "ERROR", message, detail, column, hint } = error;
      throw new DriverAdapterError({ kind: "postgres", code, severity, message, detail, column, hint });
    }
  };
  return adapter;
}

async function makeShadow(databaseUrl: string): Promise<string> {
  const shadow = new URL(databaseUrl);
  const name = `marquee_shadow_${randomBytes(6).toString("hex")}`;
  shadow.pathname = `/${name}`;
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  return shadow.href;
}

/**
 * Runs something with Prisma's schema engine on a database; the npm package brings it, nothing is downloaded.
 * A diff makes a shadow database and leaves it, so make diffs on a server that is thrown away.
 */
export async function withSchemaEngine<Result>(
  databaseUrl: string,
  schema: SchemaContainer[],
  use: (engine: bindings.SchemaEngine) => Promise<Result>,
): Promise<Result> {
  startWebAssembly();
  const closers = new Set<() => Promise<void>>();
  const open = async (url: string) => {
    const adapter = await openAdapter(url);
    const close = adapter.dispose.bind(adapter);
    closers.add(close);
    // The engine closes its shadow connection itself and leaves the other; each may be closed once.
    adapter.dispose = async () => {
      if (closers.delete(close)) await close();
    };
    return adapter;
  };
  const adapter = bindMigrationAwareSqlAdapterFactory({
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: () => open(databaseUrl),
    connectToShadowDb: async () => open(await makeShadow(databaseUrl)),
  });
  try {
    const datamodels = schema.map(({ path, content }): [string, string] => [path, content]);
    return await use(await bindings.SchemaEngine.new({ datamodels }, () => {}, adapter));
  } finally {
    for (const close of closers) await close();
  }
}
