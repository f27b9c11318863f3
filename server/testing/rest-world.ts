import type { Handler, Route } from "../api/rest";
import { responseOf } from "../api/rest/exchange";
import { type Scope, scopes } from "../auth/policy";
import { makeToken } from "../auth/tokens";
import { db } from "../db";
import type { Role } from "../members/schema";
import { truncateAll } from "./database";
import { makeMovie, makePerson, makeStandingLists, publishAll } from "./factories";

const tokens = new Map<string, string>();

/** The header of somebody's token: "member", "editor" and "admin" have all scopes. */
export function as(who: string): { authorization: string } {
  return { authorization: `Bearer ${tokens.get(who) ?? ""}` };
}

/** Gives a new person of a role a token. */
export async function give(
  who: string,
  role: Role,
  granted: readonly Scope[],
  expiresAt: Date | null = null,
): Promise<void> {
  const person = await makePerson(role);
  tokens.set(who, await makeToken(db(), { userId: person.id, name: who, scopes: granted, expiresAt }));
}

/** People with tokens of every kind, and one film with six votes in a published list. @returns its id. */
export async function makeRestWorld(): Promise<number> {
  await truncateAll();
  await makeStandingLists();
  for (const role of ["member", "editor", "admin"] as const) await give(role, role, scopes);
  await give("expired", "editor", scopes, new Date(Date.now() - 1_000));
  await give("revoked", "editor", scopes);
  await db().apiToken.updateMany({ where: { name: "revoked" }, data: { revokedAt: new Date() } });
  const editor = await makePerson("editor");
  const movieId = await makeMovie({ title: "Solaris", year: 1972, genres: ["drama"] }, editor.id);
  const people = await Promise.all(Array.from({ length: 6 }, () => makePerson()));
  for (const [at, person] of people.entries())
    await db().rating.create({ data: { movieId, userId: person.id, value: 4 + at } });
  await db().user.updateMany({ data: { ratingCount: 5 } });
  await publishAll();
  return movieId;
}

export interface Sent {
  method?: string;
  path?: string;
  params?: Record<string, string>;
  headers?: Record<string, string>;
  body?: unknown;
  raw?: string;
}

/** Sends a request to a handler, or to Next's form of one. */
export async function send(
  handler: Handler | Route,
  { method = "GET", path = "/", params = {}, headers = {}, body, raw }: Sent,
) {
  const text = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const request = new Request(`http://site${path}`, {
    method,
    headers: { ...(text === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(text === undefined ? {} : { body: text }),
  });
  const answered = await handler(request, { params: Promise.resolve(params) });
  const response = answered instanceof Response ? answered : responseOf(answered);
  const answer = await response.text();
  const json = answer === "" ? null : JSON.parse(answer);
  return { status: response.status, headers: response.headers, json, text: answer };
}

let films = 0;

/** A film that isn't there yet. */
export function film(): { title: string; year: number } {
  films += 1;
  return { title: `A film ${films}`, year: 1990 };
}
