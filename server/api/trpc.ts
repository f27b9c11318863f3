import { initTRPC, TRPCError } from "@trpc/server";
import { z } from "zod";
import type { Actor } from "../audit/commands";
import { canEditMovies, canRunJobs } from "../auth/policy";
import { countWrite, tooManyWrites } from "../auth/rate-limits";
import { AppError, type ErrorCode, type FieldError } from "../errors";
import { findMember } from "../members/queries";
import type { Role, Session, Viewer } from "../members/schema";
import { logger } from "../observability/logger";
import type { AfterWrite } from "./after-write";
import { toAppError } from "./faults";
import { fieldErrors } from "./field-errors";

/** What every procedure knows of its request. */
export interface Context {
  /** As the session has them; procedures that write ask the database again. */
  viewer: Session | null;
  requestId: string;
  /** The network address, for limits of what needs no account. */
  address: string;
  afterWrite: AfterWrite;
}

const codes = {
  malformed: "BAD_REQUEST",
  unauthenticated: "UNAUTHORIZED",
  forbidden: "FORBIDDEN",
  "not-found": "NOT_FOUND",
  "method-not-allowed": "METHOD_NOT_SUPPORTED",
  conflict: "CONFLICT",
  "precondition-failed": "PRECONDITION_FAILED",
  "too-large": "PAYLOAD_TOO_LARGE",
  "unsupported-media-type": "UNSUPPORTED_MEDIA_TYPE",
  invalid: "UNPROCESSABLE_CONTENT",
  "rate-limited": "TOO_MANY_REQUESTS",
  unavailable: "SERVICE_UNAVAILABLE",
  internal: "INTERNAL_SERVER_ERROR",
} as const satisfies Record<ErrorCode, TRPCError["code"]>;

/** What a client gets beside the message: fields to mark, seconds to wait, what stands in the way. */
export interface ErrorDetails {
  requestId: string | null;
  errors: FieldError[];
  retryAfter: number | null;
  details: Record<string, string | number> | null;
}

function detailsOf(cause: unknown, requestId: string | null): ErrorDetails {
  if (cause instanceof AppError) {
    const { errors, retryAfter, data } = cause;
    return { requestId, errors, retryAfter: retryAfter ?? null, details: data ?? null };
  }
  const errors = cause instanceof z.ZodError ? fieldErrors(cause) : [];
  return { requestId, errors, retryAfter: null, details: null };
}

/** A message for people; what went wrong within stays in the log. */
function messageOf(error: TRPCError): string {
  if (error.cause instanceof AppError) return error.cause.userMessage;
  if (error.cause instanceof z.ZodError)
    return fieldErrors(error.cause)[0]?.message ?? "Something is wrong here.";
  if (error.code === "INTERNAL_SERVER_ERROR")
    return "Something went wrong on our side. Try again in a moment.";
  return error.message;
}

const t = initTRPC.context<Context>().create({
  errorFormatter: ({ shape, error, ctx }) => {
    // Of a fault only our own words go out; the stack never.
    const { stack: _, ...data } = shape.data;
    return {
      ...shape,
      message: messageOf(error),
      data: { ...data, ...detailsOf(error.cause, ctx?.requestId ?? null) },
    };
  },
});

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

/** Anybody. Converts what domains throw, once. */
export const publicProcedure = t.procedure.use(async ({ next, path }) => {
  const result = await next();
  if (result.ok) return result;
  const { cause } = result.error;
  if (cause instanceof AppError)
    throw new TRPCError({ code: codes[cause.code], message: cause.userMessage, cause });
  if (result.error.code !== "INTERNAL_SERVER_ERROR") return result;
  logger.error({ error: cause, path }, "A procedure failed.");
  const fault = toAppError(cause);
  if (fault.code === "unavailable")
    throw new TRPCError({ code: codes.unavailable, message: fault.userMessage, cause: fault });
  return result;
});

/** Somebody who is signed in, is still there and isn't banned, with the role the database has for them now. */
export const memberProcedure = publicProcedure.use(async ({ ctx, next, type }) => {
  const viewer = ctx.viewer && (await findMember(ctx.viewer));
  if (!viewer)
    throw new AppError("unauthenticated", { userMessage: "You are signed out. Sign in and try again." });
  if (type === "mutation") {
    const budget = await countWrite(viewer.id);
    if (!budget.allowed) throw tooManyWrites(budget);
  }
  return await next({ ctx: { ...ctx, viewer } });
});

/** Who does it, for the audit. */
export function actorOf({ viewer, requestId }: { viewer: Viewer; requestId: string }): Actor {
  return { userId: viewer.id, name: viewer.name, correlationId: requestId };
}

/** Those whose role passes. */
export function requires(allowed: (role: Role) => boolean, who: string) {
  return memberProcedure.use(async ({ ctx, next }) => {
    if (!allowed(ctx.viewer.role))
      throw new AppError("forbidden", { userMessage: `Only ${who} may do this. Ask an admin for the role.` });
    return await next();
  });
}

/** Those who care for the catalogue. */
export const editorProcedure = requires(canEditMovies, "editors and admins");

/** Those who run the site. */
export const adminProcedure = requires(canRunJobs, "admins");
