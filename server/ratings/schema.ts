import { z } from "zod";

/** `PUT …/rating` and the rating widget: a whole number from 1 to 10. */
export const ratingInput = z.strictObject({
  value: z
    .int({
      error: (issue) =>
        issue.input === undefined
          ? "The rating's value is missing."
          : "A rating is a whole number from 1 to 10.",
    })
    .min(1, "A rating is a whole number from 1 to 10.")
    .max(10, "A rating is a whole number from 1 to 10."),
});

/** A member's rating of one film. */
export const ratingSchema = z.object({ value: z.int(), updatedAt: z.iso.datetime() });
export type RatingView = z.infer<typeof ratingSchema>;
