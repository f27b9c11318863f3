import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { contentSecurityPolicy, plainPolicy, scriptSources, securityHeaders, styleSources } from "./security";

const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

test("each inline script is named once; those with an address, and data, are not", () => {
  const html = `<script>one()</script><script src="/a.js" async=""></script><script id="x">two(
  "</p>")</script><script type="application/ld+json">{"a":1}</script><script>one()</script>`;
  expect(scriptSources(html)).toEqual([hash("one()"), hash('two(\n  "</p>")')]);
});

test("inline style sheets are named", () => {
  expect(styleSources('<style data-x="1">a{}</style><style>b{}</style>')).toEqual([hash("a{}"), hash("b{}")]);
});

test("the policy allows nothing inline that it doesn't name, and no frame", () => {
  expect(contentSecurityPolicy([hash("x")], [])).toContain(`script-src 'self' ${hash("x")};`);
  expect(plainPolicy).not.toContain("unsafe");
  expect(plainPolicy).toContain("frame-ancestors 'none'");
});

test("only https is promised for the next two years", () => {
  const names = (https: boolean) => securityHeaders(https).map(([name]) => name);
  expect(names(true)).toContain("Strict-Transport-Security");
  expect(names(false)).not.toContain("Strict-Transport-Security");
});
