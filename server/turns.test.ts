import { expect, test } from "vitest";
import { AppError } from "./errors";
import { Turns } from "./turns";

const busy = () => new AppError("unavailable", { userMessage: "Busy.", retryAfter: 5 });

/** Work that ends when it is told. */
function works(turns: Turns) {
  const begun: number[] = [];
  const ends = new Map<number, () => void>();
  return {
    begun,
    begin: (name: number) =>
      turns.take(async () => {
        begun.push(name);
        await new Promise<void>((resolve) => ends.set(name, resolve));
        return name;
      }),
    end: (name: number) => ends.get(name)?.(),
  };
}

test("so many run, so many wait in their order, and the rest is refused at once", async () => {
  const { begun, begin, end } = works(new Turns({ running: 2, waiting: 2, patience: 60_000 }, busy));
  const results = [1, 2, 3, 4].map(begin);
  await expect(begin(5)).rejects.toMatchObject({ code: "unavailable" });
  expect(begun).toEqual([1, 2]);
  end(2);
  expect(await results[1]).toBe(2);
  await expect.poll(() => begun).toEqual([1, 2, 3]);
  const sixth = begin(6);
  end(1);
  end(3);
  await expect.poll(() => begun).toEqual([1, 2, 3, 4, 6]);
  end(4);
  end(6);
  expect(await Promise.all([...results, sixth])).toEqual([1, 2, 3, 4, 6]);
});

test("who waits too long is refused, and takes nobody's turn; work that fails gives its turn back", async () => {
  const turns = new Turns({ running: 1, waiting: 5, patience: 1 }, busy);
  const { begun, begin, end } = works(turns);
  const first = begin(1);
  await expect(begin(2)).rejects.toMatchObject({ code: "unavailable" });
  end(1);
  await first;
  await expect(turns.take(() => Promise.reject(new Error("it broke")))).rejects.toThrow("it broke");
  const third = begin(3);
  end(3);
  expect(await third).toBe(3);
  expect(begun).toEqual([1, 3]);
});
