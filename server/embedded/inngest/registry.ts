import type pg from "pg";
import { z } from "zod";
import { transaction } from "./database";
import { type AppFunction, type Functions, readFunction } from "./functions";
import { registration } from "./protocol";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Whether two addresses are one: scheme, port and path, the names of this machine being equal. */
export function sameAddress(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => (URL.canParse(text) ? new URL(text) : undefined));
  if (!left || !right) return false;
  const host = (url: URL) => (LOOPBACK.has(url.hostname) ? "127.0.0.1" : url.hostname);
  return (
    left.protocol === right.protocol &&
    left.port === right.port &&
    host(left) === host(right) &&
    left.pathname === right.pathname
  );
}

/** Thrown where a registration is refused; the message says why in plain words. */
export class RefusedRegistration extends Error {
  constructor(
    readonly status: 400 | 403,
    message: string,
  ) {
    super(message);
    this.name = "RefusedRegistration";
  }
}

/** The app's functions, kept in the database so that runs and crons go on before the app's next sync. */
export class Registry {
  #functions: Functions = new Map();
  #text = "";
  #synced = false;

  constructor(
    private readonly pool: pg.Pool,
    private readonly appUrl: string,
  ) {}

  /** The functions of the last sync. */
  get functions(): Functions {
    return this.#functions;
  }

  /**
   * Whether the app has registered with this very engine. Until it has, its functions may be newer than the
   * ones that are known here, and an event for a new one would be lost.
   */
  get synced(): boolean {
    return this.#synced;
  }

  /**
   * Reads the functions of the last sync. One with an option that this engine doesn't know, such as a newer
   * release has left, waits for the app to register its own.
   * @returns what is wrong with such functions.
   */
  async load(): Promise<string[]> {
    const { rows } = await this.pool.query<{ config: unknown }>("SELECT config FROM functions ORDER BY id");
    const faults: string[] = [];
    const known = rows.flatMap(({ config }) => {
      try {
        return [readFunction(config)];
      } catch (error) {
        faults.push(error instanceof Error ? error.message : String(error));
        return [];
      }
    });
    this.#functions = new Map(known.map((fn) => [fn.id, fn]));
    return faults;
  }

  /**
   * Takes a registration.
   * @returns Whether it changed anything.
   * @throws RefusedRegistration for another address than the app's, or a function the engine can't run.
   */
  async register(body: unknown): Promise<boolean> {
    const parsed = registration.safeParse(body);
    if (!parsed.success) throw new RefusedRegistration(400, z.prettifyError(parsed.error));
    const { url, functions } = parsed.data;
    if (!sameAddress(url, this.appUrl)) {
      throw new RefusedRegistration(
        403,
        `This engine only takes the functions of ${this.appUrl}, not of ${url}.`,
      );
    }
    const text = JSON.stringify(functions);
    if (text === this.#text) {
      this.#synced = true;
      return false;
    }
    const read = this.#read(functions);
    await transaction(this.pool, async (tx) => {
      await tx.query("DELETE FROM functions");
      await tx.query("DELETE FROM buckets WHERE NOT function_id = ANY($1)", [read.map(({ fn }) => fn.id)]);
      await tx.query(
        `INSERT INTO functions (id, config, lane_limit)
         SELECT id, config::json, lane_limit FROM unnest($1::text[], $2::text[], $3::int[]) AS f (id, config, lane_limit)`,
        [
          read.map(({ fn }) => fn.id),
          read.map(({ config }) => JSON.stringify(config)),
          read.map(({ fn }) => fn.concurrency?.limit ?? null),
        ],
      );
    });
    this.#functions = new Map(read.map(({ fn }) => [fn.id, fn]));
    this.#text = text;
    this.#synced = true;
    return true;
  }

  #read(configs: unknown[]): { fn: AppFunction; config: unknown }[] {
    try {
      return configs.map((config) => ({ fn: readFunction(config), config }));
    } catch (error) {
      throw new RefusedRegistration(400, error instanceof Error ? error.message : String(error));
    }
  }
}
