import { createHash } from "node:crypto";
import { themeScript } from "@/components/ui/theme-script";

/** A string as JSON has it: no code can be in it. */
const STRING = String.raw`"[^"\\\n]*(?:\\.[^"\\\n]*)*"`;
const LITERALS = String.raw`\[(?:${STRING}|\d+|null)(?:,(?:${STRING}|\d+|null))*\]`;
const LISTS = String.raw`\[(?:${LITERALS}(?:,${LITERALS})*)?\]`;

/** Next's, in pages whose head came late: takes the icon's link to where it belongs. */
export const iconScript = `document.querySelectorAll('body link[rel="icon"], body link[rel="apple-touch-icon"]').forEach(el => document.head.appendChild(el))`;

/** Next's: a page's data, the chunks that it needs, when it was painted first. React's: where what came later goes. */
const statements = [
  String.raw`\(self\.__next_f=self\.__next_f\|\|\[\]\)\.push\(${LITERALS}\)`,
  String.raw`self\.__next_f\.push\(${LITERALS}\)`,
  String.raw`\(globalThis\["TURBOPACK"\] \|\| \(globalThis\["TURBOPACK"\] = \[\]\)\)\.push\(\{"otherChunks":${LITERALS},"runtimeModuleIds":${LITERALS}\}\)`,
  String.raw`requestAnimationFrame\(function\(\)\{\$RT=performance\.now\(\)\}\)`,
  String.raw`\$R[CRSX]\(${STRING}(?:,(?:${STRING}|${LISTS}))*\)`,
];
const written = new RegExp(`^;?(?:(?:${statements.join("|")});*)*$`);

/** React's functions that such calls need, which come before the first of each: those of the React in Next 16.4.6. */
export const reactFunctions: readonly { length: number; sha256: string }[] = [
  { length: 829, sha256: "ejxEGil7Q2jnFo9T1EMjhzsRoWDTVn8tRpUYd4XCJkY=" }, // $RB, $RV, $RC
  { length: 1_105, sha256: "QwTTcUY6X/W9qbI8vPXdsBAoBq5Xi/MvMAMV2FEeJpk=" }, // $RM, $RR
  { length: 193, sha256: "rkPyhj2kmK5uKX6SivS3u1ga+pNajy8xBWBiEPXhNMA=" }, // $RS
  { length: 200, sha256: "5TqIdh80KgjiD5uUtz2OhDa5DlGt33xJV6lK4XUE+Yo=" }, // $RX
];

/** In base64. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}

function functionAt(text: string): { length: number } | undefined {
  if (!/^\$R[A-Z]=/.test(text)) return undefined;
  return reactFunctions.find((known) => sha256(text.slice(0, known.length)) === known.sha256);
}

/**
 * Whether a script is one that the site itself writes into its pages. What came into a page by a fault of ours, out of
 * something that somebody typed, is none, and the page's policy doesn't name it.
 */
export function isOurs(text: string): boolean {
  if (text === themeScript || text === iconScript) return true;
  let rest = text;
  for (let known = functionAt(rest); known; known = functionAt(rest)) rest = rest.slice(known.length);
  return written.test(rest);
}
