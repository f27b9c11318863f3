import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

/**
 * The house's rules as tests: who may import whom, which files a domain has, what the code may not say.
 * A rule that is in the way is changed here and in docs/decisions/, in one commit.
 */

const root = resolve(import.meta.dirname, "..");
const ignored = new Set(["node_modules", ".next", ".git", "generated", ".marquee", "test-results"]);

/** What tools put there; builds of other data folders have names of their own. */
function isIgnored(name: string): boolean {
  return ignored.has(name) || name.startsWith(".next-");
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (isIgnored(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(path) : [path];
  });
}

const files = walk(root)
  .map((path) => relative(root, path))
  .filter((path) => /\.tsx?$/.test(path) && path !== "next-env.d.ts")
  .sort();

interface Import {
  file: string;
  /** Project path without its ending, or the name of a package. */
  target: string;
  typeOnly: boolean;
}

const source = new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8")]));

/** The code without comments and without the text of strings, for rules about words. */
function code(file: string): string {
  return (source.get(file) ?? "")
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/(^|[^:"'`])\/\/.*$/gm, "$1")
    .replace(/`(?:\\[\s\S]|[^`\\])*`/g, "``")
    .replace(/"(?:\\.|[^"\\\n])*"/g, '""');
}

const imports: Import[] = files.flatMap((file) => {
  const text = source.get(file) ?? "";
  const statements = text.matchAll(
    /^(import|export)\s+(type\s)?[^;"']*?from\s+"([^"]+)"|^import\s+"([^"]+)"/gm,
  );
  return [...statements].map((match) => {
    const specifier = match[3] ?? match[4] ?? "";
    const local = specifier.startsWith("@/") ? specifier.slice(2) : specifier;
    const target = specifier.startsWith(".") ? join(dirname(file), specifier) : local;
    return { file, target, typeOnly: match[2] !== undefined };
  });
});

const domains = ["catalog", "ratings", "members", "ranking", "recommendations", "social", "alerts", "audit"];
const base =
  /^server\/(env|db|batches|turns|replica|freshness|errors|cache|cache-clock|cache-tags|events|storable)$|^server\/observability\//;
const isTest = (file: string) => /\.test\.tsx?$|^server\/testing\/|\/harness\.ts$/.test(file);
const inProject = (target: string) => /^(app|components|server|prisma|e2e)\//.test(target);
const schema = /^server\/[a-z]+\/schema$/;
const generated = /^prisma\/generated\//;

/** The import table: from which files, which project files. Whatever isn't named is refused. */
const table: { name: string; from: RegExp; may: RegExp[]; mayAsType?: RegExp[] }[] = [
  {
    name: "pages",
    from: /^app\/(?!api\/)/,
    may: [
      /^app\//,
      /^components\//,
      /^server\/[a-z]+\/loaders$/,
      /^server\/api\/caller$/,
      /^server\/auth\/session$/,
      schema,
    ],
  },
  {
    name: "routes",
    from: /^app\/api\//,
    may: [
      /^components\//,
      /^server\/(api|auth|jobs)\//,
      // No loaders: what they cache is shared between pages, and the front counts on interfaces having no part in it.
      /^server\/[a-z]+\/(schema|queries|commands)$/,
      base,
    ],
  },
  { name: "components", from: /^components\//, may: [/^components\//, schema], mayAsType: [/^server\//] },
  {
    name: "the API",
    from: /^server\/api\//,
    may: [
      /^server\/(api|auth)\//,
      /^server\/[a-z]+\/(schema|queries|commands|ranked-page|movie-page|movie-detail|history)$/,
      /^server\/jobs\/(outbox|schedules|schema|engine-health|backlog|((dead-letters|runs)\/)?(queries|commands|lateness))$/,
      base,
      generated,
    ],
  },
  {
    name: "jobs",
    from: /^server\/jobs\//,
    may: [
      /^server\/jobs\//,
      /^server\/[a-z]+\/(queries|commands|editions|schema)$/,
      /^server\/recommendations\/work\/client$/,
      base,
      generated,
    ],
  },
  {
    name: "sign-in",
    from: /^server\/auth\//,
    may: [/^server\/auth\//, /^server\/members\//, base, generated],
  },
  ...domains.map((domain) => ({
    name: `domain ${domain}`,
    from: new RegExp(`^server/${domain}/`),
    may: [
      new RegExp(`^server/${domain}/`),
      /^server\/[a-z]+\/(queries|schema)$/,
      // Pure modules and SQL that two domains share: the formulas, positions, a film's columns.
      /^server\/ranking\/(formulas|pages)$/,
      /^server\/catalog\/(movie-rows|titles)$/,
      /^server\/auth\/password$/,
      base,
      generated,
    ],
  })),
  {
    name: "the embedded servers",
    from: /^server\/embedded\//,
    may: [/^server\/embedded\//, /^prisma\//, /^server\//, /^e2e\//],
  },
  {
    name: "the front",
    from: /^server\/front\//,
    may: [
      /^server\/front\//,
      /^server\/api\/(request-id|body|after-write|rest|rest\/(etag|problem)|v1\/direct)$/,
      /^components\/ui\/theme-script$/, // the one inline script that isn't Next's or React's
      base,
    ],
  },
  { name: "the bench", from: /^server\/bench\//, may: [/^server\//, generated] },
  { name: "base", from: /^server\/[a-z-]+\.ts$|^server\/observability\//, may: [base, generated] },
  {
    name: "end-to-end tests",
    from: /^e2e\//,
    may: [/^e2e\//, generated, schema, /^server\/(embedded|testing)\//],
  },
];

describe("who may import whom", () => {
  for (const { name, from, may, mayAsType } of table)
    test(name, () => {
      const refused = imports
        .filter(({ file, target }) => from.test(file) && !isTest(file) && inProject(target))
        .filter(
          ({ target, typeOnly }) =>
            !may.some((allowed) => allowed.test(target)) &&
            !(typeOnly && mayAsType?.some((allowed) => allowed.test(target))),
        )
        .map(({ file, target }) => `${file} imports ${target}`);
      expect(refused).toEqual([]);
    });

  test("domains know nothing of Next, tRPC or Inngest, but for their loaders", () => {
    const refused = imports
      .filter(
        ({ file }) =>
          domains.some((domain) => file.startsWith(`server/${domain}/`)) && !file.endsWith("loaders.ts"),
      )
      .filter(({ target }) => /^(next|react|@trpc|inngest)(\/|$)/.test(target))
      .map(({ file, target }) => `${file} imports ${target}`);
    expect(refused).toEqual([]);
  });

  test("nothing but scripts, the seed and tests reaches into the embedded servers", () => {
    const refused = imports
      .filter(
        ({ file, target }) =>
          target.startsWith("server/embedded/") &&
          !/^(server\/(embedded|testing|bench)|e2e|prisma)\//.test(file) &&
          !isTest(file),
      )
      .filter(({ file }) => !file.endsWith(".config.ts"))
      .map(({ file, target }) => `${file} imports ${target}`);
    expect(refused).toEqual([]);
  });

  test("no circles", () => {
    const graph = new Map<string, string[]>();
    for (const { file, target, typeOnly } of imports) {
      if (typeOnly || !inProject(target)) continue;
      const found = [`${target}.ts`, `${target}.tsx`].find((path) => source.has(path));
      if (found) graph.set(file, [...(graph.get(file) ?? []), found]);
    }
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: string[]) => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" -> "));
      else if (!done.has(file)) {
        for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
        done.add(file);
      }
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });
});

describe("what the code may not say", () => {
  const rules: { name: string; pattern: RegExp; except?: RegExp }[] = [
    { name: "any", pattern: /[:<|&(,]\s*any\b(?!\w)/ },
    {
      name: "as, but as const",
      pattern: /\bas\s+(?!const\b)(?:[A-Z{("]|unknown\b|never\b|string\b|number\b|keyof\b|typeof\b)/,
    },
    { name: "@ts-ignore and its kin", pattern: /@ts-(ignore|expect-error|nocheck)/ },
    { name: "tests left out or alone", pattern: /\b(test|it|describe)(\.\w+)*\.(only|skip|fixme|todo)\b/ },
    { name: "waiting for time in tests", pattern: /waitForTimeout\(/ },
    { name: "revalidateTag, but in cache.ts", pattern: /\brevalidateTag\(/, except: /^server\/cache\.ts$/ },
    {
      name: "include in Prisma calls, but in history and tests",
      pattern: /\binclude:\s*\{/,
      except: /^server\/ranking\/history\.ts$/,
    },
  ];
  for (const { name, pattern, except } of rules)
    test(name, () => {
      const found = files
        .filter((file) => !except?.test(file) && file !== "server/architecture.test.ts")
        .filter((file) => !(isTest(file) && name.startsWith("include")))
        .flatMap((file) =>
          code(file)
            .split("\n")
            .filter((line) => !/^\s*(import|export)\b.*\bas\b/.test(line) && pattern.test(line))
            .map((line) => `${file}: ${line.trim()}`),
        );
      expect(found).toEqual([]);
    });
});

describe("the file vocabulary", () => {
  test("the top level holds what it is fixed to hold", () => {
    const allowed = new Set([
      ..."app components e2e prisma server docs public .ci .git .github".split(" "),
      ..."package.json package-lock.json tsconfig.json next.config.js next-env.d.ts postcss.config.mjs biome.json".split(
        " ",
      ),
      ..."Dockerfile compose.yaml .dockerignore".split(" "),
      ..."instrumentation.ts README.md CONTRIBUTING.md LICENSE .env.example .gitignore .npmrc .env".split(
        " ",
      ),
    ]);
    expect(readdirSync(root).filter((name) => !allowed.has(name) && !isIgnored(name))).toEqual([]);
  });

  test("no barrels, no drawers", () => {
    const drawers =
      /(^|\/)(index|helpers?|utils?|misc|common)\.tsx?$|(^|\/)(lib|utils|helpers|hooks|types|src)\//;
    expect(files.filter((file) => drawers.test(file))).toEqual([]);
  });

  test("names are in kebab-case", () => {
    const odd = files.filter((file) =>
      file
        .split("/")
        .some((part) => !/^[a-z0-9.[\]()_-]+$|^\[\.{0,3}[a-zA-Z]+\]$|^\[\[\.\.\.[a-zA-Z]+\]\]$/.test(part)),
    );
    expect(odd).toEqual([]);
  });

  test("files have at most 300 lines, and pages 60", () => {
    const long = files.filter((file) => {
      const lines = (source.get(file) ?? "").split("\n").length;
      return (
        lines >
        (/^app\/.*page\.tsx$/.test(file) && !file.startsWith("app/api/")
          ? 60
          : isTest(file) || file.startsWith("e2e/")
            ? 400
            : 300)
      );
    });
    expect(long).toEqual([]);
  });

  test("a schema imports nothing but Zod and other schemas", () => {
    const refused = imports
      .filter(({ file, target }) => /\/schema\.ts$/.test(file) && target !== "zod" && !schema.test(target))
      .map(({ file, target }) => `${file} imports ${target}`);
    expect(refused).toEqual([]);
  });

  test("only env.ts, start-up scripts and tests read the environment", () => {
    const allowed =
      /^server\/(env\.ts|embedded\/|testing\/|bench\/|vitest)|^e2e\/|^prisma\/|\.config\.|^instrumentation\.ts$|^server\/observability\/logger\.ts$/;
    expect(
      files.filter((file) => !allowed.test(file) && !isTest(file) && /process\.env\b/.test(code(file))),
    ).toEqual([]);
  });
});
