import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { plainPolicy, policyOf, securityHeaders } from "./security";

const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const directive = (html: string, name: string) =>
  policyOf(html)
    .split("; ")
    .find((one) => one.startsWith(`${name} `));

test("each inline script is named once; those with an address, and data, are not", () => {
  const html = `<script>one()</script><script src="/a.js" async=""></script><script id="x">two(
  "</p>")</script><script type="application/ld+json">{"a":1}</script><script>one()</script>`;
  const named = [hash("one()"), hash('two(\n  "</p>")')].join(" ");
  expect(directive(html, "script-src")).toBe(`script-src 'self' ${named}`);
});

test("style sheets and style attributes in a document are named as the browser reads them", () => {
  const html = `<style data-x="1">a{}</style><p class="b" style="background:url(&quot;/a&amp;b&quot;)">style="no"</p>`;
  expect(directive(html, "style-src")).toBe(`style-src 'self' ${hash("a{}")}`);
  expect(directive(html, "style-src-attr")).toBe(
    `style-src-attr 'unsafe-hashes' ${hash('background:url("/a&b")')}`,
  );
});

test("the policy allows nothing inline that isn't there, and no frame", () => {
  expect(plainPolicy).not.toContain("unsafe");
  expect(plainPolicy).toContain("script-src 'self';");
  expect(plainPolicy).toContain("frame-ancestors 'none'");
});

test("only https is promised for the next two years", () => {
  const names = (https: boolean) => securityHeaders(https).map(([name]) => name);
  expect(names(true)).toContain("Strict-Transport-Security");
  expect(names(false)).not.toContain("Strict-Transport-Security");
});
