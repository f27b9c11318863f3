import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson, hashSigningKey, sameSecret, sign, verify } from "./signature";

test("canonical JSON says the same value, in one form for any order of its members", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const canonical = canonicalJson(value);
      expect(JSON.parse(canonical)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(JSON.parse(canonical))).toBe(canonical);
    }),
  );
  expect(canonicalJson({ b: 1, a: [{ d: null, c: "é" }], "€": undefined })).toBe(
    '{"a":[{"c":"é","d":null}],"b":1}',
  );
});

test("a signature holds for its text, key and time only", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, other) => {
      const now = 1_800_000_000_000;
      const header = sign(text, "signkey-test-ab", now);
      expect(verify(header, text, "signkey-test-ab", now)).toBe(true);
      expect(verify(header, other, "signkey-test-ab", now)).toBe(text === other);
      expect(verify(header, text, "signkey-test-ac", now)).toBe(false);
      expect(verify(header, text, "signkey-test-ab", now + 301_000)).toBe(false);
    }),
  );
});

test.each([undefined, "", "t=1", "s=00", "t=x&s=00", "nonsense"])("%j signs nothing", (header) => {
  expect(verify(header, "", "signkey-test-ab")).toBe(false);
});

test("keys are hashed as bytes, and compared whole", () => {
  expect(hashSigningKey("signkey-prod-00")).toBe(
    "signkey-prod-6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  );
  expect(sameSecret("a", "a")).toBe(true);
  expect(sameSecret("a", "aa")).toBe(false);
});
