import { z } from "zod";

/** The account that the first start makes. */
export const ADMIN_EMAIL = "admin@marquee.local";

const email = z
  .string({ error: "The e-mail address is missing." })
  .trim()
  .toLowerCase()
  .max(254, "An e-mail address has at most 254 characters.")
  .pipe(z.email("This is no e-mail address; it looks like name@example.org."));

/** Sign-up, as form and procedure parse it. */
export const signUpInput = z.strictObject({
  name: z
    .string({ error: "The name is missing." })
    .trim()
    .min(1, "The name is missing.")
    .max(80, "A name has at most 80 characters.")
    .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), "The name contains a control character."),
  email,
  password: z
    .string({ error: "The password is missing." })
    .min(10, "A password has at least 10 characters; three words in a row are a good one.")
    .max(200, "A password has at most 200 characters."),
});

export const signInInput = z.object({ email, password: z.string().min(1).max(200) });

export const roles = ["member", "editor", "admin"] as const;
export type Role = (typeof roles)[number];

/** Who is looking, as the site knows it. */
export const viewerSchema = z.object({
  id: z.int(),
  name: z.string(),
  handle: z.string(),
  role: z.enum(roles),
});
export type Viewer = z.infer<typeof viewerSchema>;

/** What a session carries: `since` is when the account was made, for another one may get its id after a reset. */
export const sessionSchema = viewerSchema.extend({ since: z.number() });
export type Session = z.infer<typeof sessionSchema>;

/** Deleting one's account: confirmed by its password. */
export const deleteAccountInput = z.strictObject({
  password: z.string().min(1, "Type your password.").max(200, "A password has at most 200 characters."),
});

/** A member's account, for themselves. */
export interface OwnAccount {
  name: string;
  email: string;
  role: Role;
  ratingCount: number;
  /** ISO 8601. */
  createdAt: string;
}
