import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test, vi } from "vitest";
import { themeScript } from "@/components/ui/theme-script";
import { logger } from "../observability/logger";
import { iconScript, reactFunctions, sha256 } from "./inline-scripts";
import { plainPolicy, policyOf, securityHeaders } from "./security";

const hash = (text: string) => `'sha256-${sha256(text)}'`;
const directive = (html: string, name: string) =>
  policyOf(html)
    .split("; ")
    .find((one) => one.startsWith(`${name} `));

/** For components that move between pages, of which the site has none. */
const VIEW_TRANSITIONS = "R3eWN7zVoU3spWpPQ2b7tbYj4hZDyViY037DUph2exw=";

/** The very file that Next renders with. */
const rendererPath = "next/dist/compiled/next-server/app-page-turbo.runtime.prod.js";
const renderer = readFileSync(createRequire(import.meta.url).resolve(rendererPath), "utf8");

/** What React's server renderer writes before its calls. */
function reactTexts(): string[] {
  return [...renderer.matchAll(/'((?:\$R[A-Z]=)(?:[^'\\\n]|\\.)*)'/g)].map(([, text = ""]) =>
    text
      .replace(/\\n/g, "\n")
      .replace(/\\'/g, "'")
      .replace(/;*\$R[A-Z]\("$/, ";"),
  );
}

test("each of the site's inline scripts is named once; those with an address, and data, are not", () => {
  const data = 'self.__next_f.push([1,"a \\"quoted\\" line\\n"])';
  const html = `<script>${themeScript}</script><script src="/a.js" async=""></script><script id="x">${data}</script>
    <script type="application/ld+json">{"a":1}</script><script>${themeScript}</script>`;
  expect(directive(html, "script-src")).toBe(`script-src 'self' ${hash(themeScript)} ${hash(data)}`);
});

test("React's own functions are the site's, with calls behind them", () => {
  const texts = reactTexts();
  const known = reactFunctions.map(({ sha256 }) => sha256);
  expect(new Set(texts.map(sha256))).toEqual(new Set([...known, VIEW_TRANSITIONS]));
  const all = texts.filter((text) => known.includes(sha256(text))).join("");
  for (const call of [
    '$RC("B:0","S:0")',
    '$RS("S:1","P:1")',
    '$RX("B:0","NEXT_REDIRECT;replace;/sign-in;307;")',
    '$RR("B:0","S:0",[["/_next/static/chunks/a.css","next"],["/b.css"]])',
    '$RR("B:0","S:0",[])',
  ]) {
    expect(policyOf(`<script>${all}${call}</script>`)).toContain(hash(`${all}${call}`));
    expect(policyOf(`<script>${call}</script>`)).toContain(hash(call));
  }
});

test("Next's script for the icons of a late head is the site's", () => {
  expect(renderer.includes(`>${iconScript}</script>`)).toBe(true);
  expect(policyOf(`<script>${iconScript}</script>`)).toContain(hash(iconScript));
});

test.each([
  "alert(1)",
  'self.__next_f.push([1,"a"]);alert(1)',
  'self.__next_f.push([1,"a"+alert(1)])',
  "self.__next_f.push([1,alert(1)])",
  "self.__next_f.push([1,`a`,alert(1)])",
  '$RC("B:0",alert(1))',
  "$RX=function(){alert(1)};",
  "requestAnimationFrame(function(){$RT=alert(1)})",
  `${themeScript}alert(1)`,
])("no other script is: %s", (script) => {
  const warn = vi.spyOn(logger, "warn").mockReturnValue();
  expect(directive(`<script>${script}</script>`, "script-src")).toBe("script-src 'self'");
  expect(warn).toHaveBeenCalledOnce();
  warn.mockRestore();
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
