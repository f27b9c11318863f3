/**
 * What of HTTP's heads the short way understands (RFC 9112): those that are written as the standard writes them and in
 * no other way, with one space where one is meant, no folded lines, no bare line ends, only the octets that names and
 * values may have. Whatever Node's parser forgives besides, and all that it refuses, is left to it.
 */
const FIELDS = "(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\\t -~\\x80-\\xff]*\\r\\n)+\\r\\n$";
const GET = new RegExp(`^GET (/[!-~]*) HTTP/1\\.1\\r\\n${FIELDS}`);
const ANY = new RegExp(`^(?!CONNECT )[A-Z]+ [!-~]+ HTTP/1\\.1\\r\\n${FIELDS}`);

/**
 * Names that make an answer another one than everybody's page, or have a say about the message or the connection. Of a
 * connection keep-alive is nothing new.
 */
const PARTICULAR =
  /\n(?:authorization|rsc|next-[^:]*|x-request-id|content-length|transfer-encoding|trailer|expect|upgrade|connection(?!:[ \t]*keep-alive[ \t]*\r)):/i;
/** Names of fields by which a message ends otherwise than by its length, or the connection is no longer HTTP's. */
const ENDLESS = /\n(?:transfer-encoding|expect|upgrade):/i;
const HOST = /\nhost:/i;
const LENGTH = /\ncontent-length:([^\r]*)/gi;
const ACCEPTED = /\naccept-encoding:([^\r]*)/gi;
const KNOWN = /\nif-none-match:([^\r]*)/gi;

/** The value of a field that comes once; undefined where it doesn't come, null where it comes again. */
function only(pattern: RegExp, head: string): string | undefined | null {
  pattern.lastIndex = 0;
  const value = pattern.exec(head)?.[1];
  if (value === undefined) return undefined;
  const again = pattern.test(head);
  return again ? null : value.trim();
}

/** A request for an address and for nothing else that would change the answer, but for its form. */
export interface PlainGet {
  url: string;
  acceptEncoding: string | undefined;
  ifNoneMatch: string | undefined;
}

/** What a head asks, in one octet a character with its empty line; null where it isn't so plain. */
export function readPlainGet(head: string): PlainGet | null {
  const url = GET.exec(head)?.[1];
  if (url === undefined || PARTICULAR.test(head) || !HOST.test(head)) return null;
  const acceptEncoding = only(ACCEPTED, head);
  const ifNoneMatch = only(KNOWN, head);
  return acceptEncoding === null || ifNoneMatch === null ? null : { url, acceptEncoding, ifNoneMatch };
}

/** Octets of the body that follows a head; null where the head doesn't say beyond doubt. */
export function bodyLength(head: string): number | null {
  if (!ANY.test(head) || ENDLESS.test(head)) return null;
  const length = only(LENGTH, head);
  if (length === undefined) return 0;
  return length !== null && /^\d{1,12}$/.test(length) ? Number(length) : null;
}
