import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { codedEtag, matches } from "../api/rest/etag";
import { cacheClock } from "../cache-clock";
import { Wire } from "./wire";

/** Brotli's quality for what changes with the rankings, and for files that never do: a tenth smaller, slower to make. */
const PASSING = 5;
const LASTING = 11;

const compressors = {
  br: (bytes: Buffer, quality: number) =>
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: quality,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength,
      },
    }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes, { level: 6 }),
};
export type Coding = keyof typeof compressors;

/** Smaller ones fit into a packet as they are. */
const WORTH_COMPRESSING = 1_024;
const COMPRESSIBLE = /^(?:text\/|application\/(?:[\w.-]+\+)?json|application\/javascript|image\/svg)/;

/** Whether an answer gets smaller by more than the work is worth. */
export function isWorthCompressing({ bytes, type }: { bytes: Buffer; type: string }): boolean {
  return bytes.byteLength >= WORTH_COMPRESSING && COMPRESSIBLE.test(type);
}

/** Milliseconds. */
const LONGEST_SHOWN_OLD = 500;

/** One form of an answer, ready to be written. */
export class Form {
  #wire: Wire | undefined;
  #unchangedWire: Wire | undefined;

  /** @param headers of the status line, flat: name, value, name, value. */
  constructor(
    readonly headers: readonly string[],
    readonly bytes: Buffer,
  ) {}

  /** The headers of a 304 for whoever has the form already. */
  get unchanged(): string[] {
    return this.headers.filter((_, at, all) => !/^content-/i.test(all[at - (at % 2)] ?? ""));
  }

  /** The form as it goes over a connection. @param numbered whether each sending has an id. */
  wire(numbered: boolean): Wire {
    this.#wire ??= new Wire({ status: "200 OK", headers: this.headers, body: this.bytes, numbered });
    return this.#wire;
  }

  /** The same of its 304. */
  unchangedWire(numbered: boolean): Wire {
    if (!this.#unchangedWire) {
      const parts = { headers: this.unchanged, body: undefined, numbered };
      this.#unchangedWire = new Wire({ status: "304 Not Modified", ...parts });
    }
    return this.#unchangedWire;
  }
}

interface Facts {
  /** Flat: name, value, name, value. Without length, coding and ETag. */
  headers: string[];
  type: string;
  /** The tag that the answer came with, without quotes; undefined where it had none that says enough. */
  etag: string | undefined;
  tags: ReadonlySet<string>;
  /** When its making began, on the process's steady clock. */
  since: number;
  /** Milliseconds that it may be shown for, since parts of it follow the time of day ("since last week"). */
  lives: number;
}

/** An answer kept whole: the bytes that everybody gets until something that they are made of changes. */
export class Kept {
  readonly #facts: Facts;
  readonly #tag: string;
  readonly #plain: Form;
  readonly #forms: Partial<Record<Coding, Form>> = {};
  readonly #pending: Partial<Record<Coding, Promise<Form>>> = {};
  #looked = -1;
  #shownUntil = Number.NEGATIVE_INFINITY;

  constructor({ bytes, ...facts }: Facts & { bytes: Buffer }) {
    this.#facts = facts;
    this.#tag = facts.etag ?? createHash("sha256").update(bytes).digest("base64url").slice(0, 27);
    this.#plain = this.#form(bytes, undefined);
  }

  /** Bytes of memory, roughly, with room for the compressed forms. */
  get size(): number {
    return Math.round(this.#plain.bytes.byteLength * 1.4) + 4_000;
  }

  /** Whether it may still be shown. */
  isFresh(): boolean {
    const clock = cacheClock();
    const now = clock.now();
    if (now <= this.#shownUntil) return true;
    if (now > this.#facts.since + this.#facts.lives) return false;
    if (this.#looked === clock.marks) return true;
    const { marks } = clock;
    if (clock.changed(this.#facts.tags, this.#facts.since)) return false;
    this.#looked = marks;
    return true;
  }

  /** Lets it be shown for so many milliseconds, half a second at most, though it is old already. */
  showFor(milliseconds: number): void {
    this.#shownUntil = cacheClock().now() + Math.min(milliseconds, LONGEST_SHOWN_OLD);
  }

  /** Whether a client's If-None-Match names it, in whichever coding. */
  matches(header: string): boolean {
    return matches(header, `"${this.#tag}"`);
  }

  /** The form in a coding, where it is there already or the bytes are as good as they are. */
  ready(coding: Coding | undefined): Form | undefined {
    const { bytes } = this.#plain;
    if (coding === undefined || !isWorthCompressing({ bytes, type: this.#facts.type })) return this.#plain;
    return this.#forms[coding];
  }

  /** The form in a coding; compressed once, in another thread, however many ask. */
  compressed(coding: Coding): Promise<Form> {
    const pending = this.#pending[coding];
    if (pending) return pending;
    const quality = Number.isFinite(this.#facts.lives) ? PASSING : LASTING;
    const made = compressors[coding](this.#plain.bytes, quality).then((bytes) => {
      const form = this.#form(bytes, coding);
      this.#forms[coding] = form;
      return form;
    });
    this.#pending[coding] = made;
    return made;
  }

  #form(bytes: Buffer, coding: Coding | undefined): Form {
    const plain = `"${this.#tag}"`;
    const etag = coding ? codedEtag(plain, coding) : plain;
    const headers = [...this.#facts.headers, "ETag", etag, "Content-Length", String(bytes.byteLength)];
    if (coding) headers.push("Content-Encoding", coding);
    return new Form(headers, bytes);
  }
}
