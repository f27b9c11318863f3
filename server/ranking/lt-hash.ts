import { createHash } from "node:crypto";

/** Bytes of a state: 1,024 lanes of 16 bits. */
export const STATE_BYTES = 2_048;

/** What the inputs hash covers of a film in a list. */
export interface HashedInput {
  movieId: number;
  /** Votes that count. */
  votes: number;
  /** Sum of weights, milli-votes. */
  weight: bigint;
  /** Sum of weight times value, milli-votes. */
  sum: bigint;
}

/** 1,024 lanes of 16 bits, little-endian. */
export type LtHashState = Uint8Array<ArrayBuffer>;

/** A new state, of the empty set. */
export function emptyState(): LtHashState {
  return new Uint8Array(STATE_BYTES);
}

/**
 * LtHash16 over a set of inputs: each element is expanded to 1,024 lanes of 16 bits (SHAKE256) and the
 * lanes are summed modulo 2^16, so that putting in or taking out one film costs the same at ten films
 * and at a million. Lewi, Kim, Maykov, Weis: "Securing Update Propagation with Homomorphic Hashing",
 * 2019 (IACR 2019/227). Changes `state` in place; `sign` 1 puts in, -1 takes out.
 */
export function accumulate(state: LtHashState, input: HashedInput, sign: 1 | -1): void {
  const text = `${input.movieId},${input.votes},${input.weight},${input.sum}`;
  const bytes = createHash("shake256", { outputLength: STATE_BYTES }).update(text).digest();
  const expanded = new DataView(bytes.buffer, bytes.byteOffset, STATE_BYTES);
  const lanes = new DataView(state.buffer, state.byteOffset, STATE_BYTES);
  for (let at = 0; at < STATE_BYTES; at += 2)
    lanes.setUint16(at, lanes.getUint16(at, true) + sign * expanded.getUint16(at, true), true);
}

/** The short form that editions keep: sha256 of the state, hex. */
export function fingerprint(state: LtHashState): string {
  return createHash("sha256").update(state).digest("hex");
}
