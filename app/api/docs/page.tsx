import type { Metadata } from "next";
import { Operation } from "@/components/api-docs/operation";
import { documentation } from "@/server/api/docs";
import { refusals } from "@/server/api/openapi";

export const metadata: Metadata = {
  title: "API",
  description: "Films, ratings and ranked lists for other programs: the REST API of this site.",
};

const EXAMPLE = `curl -X POST https://this.site/api/v1/movies \\
  -H "Authorization: Bearer mq_…" \\
  -H "Content-Type: application/json" \\
  -H "Idempotency-Key: 2b1c9c1e" \\
  -d '{ "title": "The Third Man", "year": 1949, "genres": ["film-noir"] }'`;

const ERROR = `{
  "type": "/api/docs#conflict", "title": "Conflict", "status": 409,
  "detail": "The Third Man (1949) is here already. …",
  "code": "conflict", "requestId": "0b0d…", "id": 17, "slug": "the-third-man-1949"
}`;

/** The REST API's documentation, drawn from its OpenAPI document. */
export default function ApiDocs() {
  return (
    <div className="wrap py-10 sm:py-16">
      <header className="max-w-3xl">
        <h1 className="text-4xl sm:text-6xl">The API</h1>
        <p className="mt-4 text-lg text-soft">
          Everything ranked here can be read by other programs, and changed with a token. JSON in and out,
          times in ISO 8601 UTC. The same in OpenAPI 3.1:{" "}
          <a className="text-bulb underline underline-offset-4" href="/api/v1/openapi.json">
            /api/v1/openapi.json
          </a>
        </p>
      </header>
      <div className="mt-10 grid gap-10 lg:grid-cols-2">
        <section aria-labelledby="tokens">
          <h2 id="tokens" className="text-2xl">
            Tokens
          </h2>
          <p className="mt-3 text-soft">
            Reading is open. Writing takes a token, made by whoever runs the site, with the scopes it is for;
            it never does more than its owner may. Writes answer how many more the minute holds in RateLimit
            headers.
          </p>
          <pre className="mt-4 rounded bg-raised p-4 text-sm break-words whitespace-pre-wrap">{EXAMPLE}</pre>
        </section>
        <section aria-labelledby="errors">
          <h2 id="errors" className="text-2xl">
            Errors
          </h2>
          <p className="mt-3 text-soft">
            An error is an RFC 9457 problem: what happened, what to do next, the fields at fault, and the
            request&apos;s id, which finds it in the log.
          </p>
          <pre className="mt-4 rounded bg-raised p-4 text-sm break-words whitespace-pre-wrap">{ERROR}</pre>
        </section>
      </div>
      {documentation().map(({ tag, operations }) => (
        <section key={tag} aria-labelledby={tag} className="mt-14">
          <h2 id={tag} className="border-b pb-3 text-3xl">
            {tag}
          </h2>
          {operations.map((operation) => (
            <Operation key={operation.id} operation={operation} />
          ))}
        </section>
      ))}
      <section aria-labelledby="codes" className="mt-14">
        <h2 id="codes" className="border-b pb-3 text-3xl">
          Codes
        </h2>
        <dl className="divide-y border-b text-sm">
          {Object.entries(refusals).map(([code, meaning]) => (
            <div key={code} id={code} className="grid gap-x-6 py-2 sm:grid-cols-[14rem_1fr]">
              <dt className="font-mono">{code}</dt>
              <dd className="text-soft">{meaning}</dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}
