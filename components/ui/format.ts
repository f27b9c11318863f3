const whole = new Intl.NumberFormat("en-GB");
const date = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});
const moment = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
});

const second = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZone: "UTC",
});

/** 12,345 */
export function count(value: number): string {
  return whole.format(value);
}

/** 1 vote, 2 votes */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A number with so many decimals, rounded half away from zero as people expect. */
export function decimals(value: number, digits: number): string {
  return (Math.round((value + Number.EPSILON) * 10 ** digits) / 10 ** digits).toFixed(digits);
}

/** 23 Nov 2026, from an ISO 8601 time. */
export function day(iso: string): string {
  return date.format(new Date(iso));
}

/** 23 Nov 2026, 14:05 UTC, from an ISO 8601 time. */
export function time(iso: string): string {
  return `${moment.format(new Date(iso))} UTC`;
}

/** 23 Nov 2026, 14:05:09 UTC, from an ISO 8601 time. */
export function timeToSecond(iso: string): string {
  return `${second.format(new Date(iso))} UTC`;
}

/** 2 h 13 min, from minutes. */
export function runtime(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return [hours > 0 && `${hours} h`, rest > 0 && `${rest} min`].filter(Boolean).join(" ");
}

/** 340 ms, 2.4 s, 3 min 20 s, 5 h 12 min, 3 days, from milliseconds. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  if (milliseconds >= 48 * 3_600_000) return `${Math.floor(milliseconds / 86_400_000)} days`;
  if (milliseconds >= 3_600_000) return runtime(Math.floor(milliseconds / 60_000));
  return `${Math.floor(milliseconds / 60_000)} min ${Math.round((milliseconds % 60_000) / 1000)} s`;
}
