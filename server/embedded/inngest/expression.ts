/** A compiled expression over `{ event, async }`. */
export type Expression = (scope: Record<string, unknown>) => unknown;

type Token =
  | { kind: "value"; value: unknown }
  | { kind: "path"; path: string[] }
  | { kind: "mark"; mark: string };

const PIECE =
  /\s*(?:(\d+(?:\.\d+)?)|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|(==|!=|<=|>=|&&|\|\||[<>!()+-]))/y;
const WORDS = new Map<string, unknown>([
  ["true", true],
  ["false", false],
  ["null", null],
]);

function tokens(source: string): Token[] {
  const found: Token[] = [];
  PIECE.lastIndex = 0;
  while (source.slice(PIECE.lastIndex).trim() !== "") {
    const at = PIECE.lastIndex;
    const match = PIECE.exec(source);
    if (!match) throw new Error(`"${source}" can't be read from "${source.slice(at).trim()}" on`);
    const [, number, single, double, word, mark] = match;
    const text = single ?? double;
    if (number !== undefined) found.push({ kind: "value", value: Number(number) });
    else if (text !== undefined) found.push({ kind: "value", value: text.replace(/\\(.)/g, "$1") });
    else if (word !== undefined && WORDS.has(word)) found.push({ kind: "value", value: WORDS.get(word) });
    else if (word !== undefined) found.push({ kind: "path", path: word.split(".") });
    else if (mark !== undefined) found.push({ kind: "mark", mark });
  }
  return found;
}

function lookUp(scope: Record<string, unknown>, path: string[]): unknown {
  let value: unknown = scope;
  for (const name of path) {
    if (typeof value !== "object" || value === null) return null;
    value = Object.entries(value).find(([key]) => key === name)?.[1] ?? null;
  }
  return value;
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : Number(a > b);
  return Number.NaN;
}

const BINARY = new Map<string, (a: Expression, b: Expression) => Expression>([
  ["||", (a, b) => (scope) => a(scope) === true || b(scope) === true],
  ["&&", (a, b) => (scope) => a(scope) === true && b(scope) === true],
  ["==", (a, b) => (scope) => a(scope) === b(scope)],
  ["!=", (a, b) => (scope) => a(scope) !== b(scope)],
  ["<", (a, b) => (scope) => compare(a(scope), b(scope)) < 0],
  ["<=", (a, b) => (scope) => compare(a(scope), b(scope)) <= 0],
  [">", (a, b) => (scope) => compare(a(scope), b(scope)) > 0],
  [">=", (a, b) => (scope) => compare(a(scope), b(scope)) >= 0],
  ["+", (a, b) => (scope) => plus(a(scope), b(scope))],
]);
const LEVELS = [["||"], ["&&"], ["==", "!=", "<", "<=", ">", ">="], ["+"]];

function plus(a: unknown, b: unknown): unknown {
  return typeof a === "number" && typeof b === "number" ? a + b : `${String(a)}${String(b)}`;
}

/**
 * Compiles the part of CEL that keys and conditions of this app need: paths (`event.data.id`, `async.data.id`),
 * strings, numbers, booleans, null, comparisons, `&&`, `||`, `!`, `+` and brackets. A missing member is null.
 * @throws Error naming what it can't read, calls such as `size(…)` among it.
 */
export function compileExpression(source: string): Expression {
  const queue = tokens(source);

  function takeMark(...marks: string[]): string | undefined {
    const [next] = queue;
    if (next?.kind !== "mark" || !marks.includes(next.mark)) return undefined;
    queue.shift();
    return next.mark;
  }

  function primary(): Expression {
    if (takeMark("!"))
      return (
        (inner) => (scope: Record<string, unknown>) =>
          inner(scope) !== true
      )(primary());
    if (takeMark("-"))
      return (
        (inner) => (scope: Record<string, unknown>) =>
          -Number(inner(scope))
      )(primary());
    if (takeMark("(")) {
      const inner = level(0);
      if (!takeMark(")")) throw new Error(`"${source}" lacks a closing bracket`);
      return inner;
    }
    const token = queue.shift();
    if (token?.kind === "value") return () => token.value;
    if (token?.kind === "path") return (scope) => lookUp(scope, token.path);
    throw new Error(`"${source}" lacks a value`);
  }

  function level(depth: number): Expression {
    const marks = LEVELS[depth];
    if (!marks) return primary();
    let left = level(depth + 1);
    for (let mark = takeMark(...marks); mark; mark = takeMark(...marks)) {
      const join = BINARY.get(mark);
      if (!join) throw new Error(`"${mark}" isn't an operator`);
      left = join(left, level(depth + 1));
    }
    return left;
  }

  const whole = level(0);
  if (queue.length > 0) throw new Error(`"${source}" goes on where it should end (calls aren't understood)`);
  return whole;
}

/** Why `source` can't be compiled; undefined where it can. */
export function expressionFault(source: string): string | undefined {
  try {
    compileExpression(source);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
