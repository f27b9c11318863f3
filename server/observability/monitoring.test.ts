import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { metrics } from "./metrics";

const folder = join(import.meta.dirname, "..", "..", "docs", "operations");
const read = (file: string) => readFileSync(join(folder, file), "utf8");

/** Every name that a scrape can hold. */
function exported(): Set<string> {
  return new Set(
    metrics()
      .registry.getMetricsAsArray()
      .flatMap(({ name, type }) =>
        String(type) === "histogram" ? [name, `${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
      ),
  );
}

const namesIn = (text: string) => [...new Set(text.match(/\b(marquee|process|nodejs)_[a-z0-9_]+\b/g))];

const dashboard = z.object({
  uid: z.literal("marquee"),
  panels: z
    .array(
      z.looseObject({
        id: z.int(),
        title: z.string(),
        targets: z.array(z.looseObject({ expr: z.string() })).default([]),
      }),
    )
    .min(15),
});

test.each(["grafana-dashboard.json", "prometheus-alerts.yml", "monitoring.md"])(
  "%s names only metrics that there are",
  (file) => {
    const names = namesIn(read(file)).filter((name) => !name.startsWith("marquee_engine"));
    expect(names.length).toBeGreaterThan(8);
    expect(names.filter((name) => !exported().has(name))).toEqual([]);
  },
);

test("the dashboard can be read, and every panel asks something", () => {
  const { panels } = dashboard.parse(JSON.parse(read("grafana-dashboard.json")));
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const silent = panels.filter(({ type, targets }) => type !== "row" && targets.length === 0);
  expect(silent).toEqual([]);
});

test("every metric of ours is explained and drawn", () => {
  const ours = metrics()
    .registry.getMetricsAsArray()
    .map(({ name }) => name)
    .filter((name) => name.startsWith("marquee_"));
  const drawn = read("grafana-dashboard.json");
  const explained = read("monitoring.md");
  expect(ours.filter((name) => !drawn.includes(name))).toEqual([]);
  expect(ours.filter((name) => !explained.includes(`\`${name}\``))).toEqual([]);
});

test("every alert says what happened and what to do, and is in the page", () => {
  const alerts = read("prometheus-alerts.yml")
    .split(/^ {6}- alert: /m)
    .slice(1);
  expect(alerts.length).toBeGreaterThan(8);
  const explained = read("monitoring.md");
  for (const alert of alerts) {
    expect(alert).toMatch(/expr:[\s\S]*severity: (warning|critical)[\s\S]*summary: .+\n\s+action: .+/);
    const [name = ""] = alert.split("\n");
    expect(explained).toContain(name);
  }
});
