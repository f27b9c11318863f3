const UNITS: Record<string, number> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Milliseconds of a duration such as "1h30m", "2s" or "" (none); undefined where it isn't one. */
export function durationMs(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d|w))*$/.test(text)) return undefined;
  let sum = 0;
  for (const [, count = "0", unit = "ms"] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g)) {
    sum += Number(count) * (UNITS[unit] ?? 0);
  }
  return Math.round(sum);
}

/** The moment (ms since 1970) that a duration from `now`, or an ISO date, stands for. */
export function momentMs(text: string, now: number): number | undefined {
  const duration = durationMs(text);
  if (duration !== undefined) return now + duration;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : date;
}

const SCHEDULE_S = [15, 30, 60, 120, 300, 600, 1_200, 2_400, 3_600, 7_200];

/**
 * The wait before the retry that follows attempt number `attempt` (from 0): 15 s, 30 s, 1 m … 2 h and up to
 * 30 s of jitter, all scaled by `baseMs` / 15 s.
 */
export function backoffMs(attempt: number, baseMs: number, random = Math.random()): number {
  const step = SCHEDULE_S[Math.min(attempt, SCHEDULE_S.length - 1)] ?? 7_200;
  return Math.round(((step + random * 30) * baseMs) / 15);
}
