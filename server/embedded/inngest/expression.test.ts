import fc from "fast-check";
import { expect, test } from "vitest";
import { compileExpression } from "./expression";

const scope = {
  event: { name: "x", data: { n: 2, tag: "it's", ok: true, list: "all-time" } },
  async: { data: { n: 2 } },
};

test.each([
  ["event.data.n", 2],
  ["event.data.missing", null],
  ["event.data.missing.deeper", null],
  ["event.data.n == async.data.n", true],
  ["event.data.n > 1 && event.data.tag == 'x'", false],
  ["event.data.tag == 'it\\'s'", true],
  ['event.data.tag != "x"', true],
  ["!(event.data.n >= 3) && event.data.ok", true],
  ["event.data.n < 1 || event.data.ok == true", true],
  ["event.data.list + '-' + event.data.n", "all-time-2"],
  ["event.data.n + 1", 3],
  ["-600", -600],
  ["event.data.n > 'a'", false],
  ["event.data.toString == null", true],
])("%s is %j", (source, value) => {
  expect(compileExpression(source)(scope)).toEqual(value);
});

test.each([
  "size(event.data.list)",
  "event.data.n ==",
  "(event.data.n",
  "event.data.list[0]",
  "a b",
  "1 ? 2 : 3",
  "'open",
])("%s is refused", (source) => {
  expect(() => compileExpression(source)).toThrow(source);
});

test("any text in quotes stands for itself", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const quoted = `'${text.replace(/[\\']/g, "\\$&")}'`;
      expect(compileExpression(quoted)({})).toBe(text);
    }),
  );
});
