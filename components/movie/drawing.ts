const COMPOSITIONS = 16;
const PALETTES = 16;

/** FNV-1a with a final mix: spreads near-equal titles over the whole range. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> 0;
}

/** The largest of six type sizes at which the longest word and the whole title fit the sheet. */
function typeSize(title: string): number {
  const longest = Math.max(...title.split(/\s+/).map((word) => word.length));
  const fits = Math.min(134 / longest, Math.sqrt(5200 / title.length));
  const index = [23, 18, 14.5, 12, 9.6].findIndex((size) => size <= fits);
  return index === -1 ? 6 : index + 1;
}

/** A drawn poster: which composition, palette and type size, and the initial some drawings enlarge. */
export interface Drawing {
  composition: number;
  palette: number;
  size: number;
  initial: string;
}

/** The drawing of a title: the same on every page, server and run. */
export function drawingOf(title: string): Drawing {
  const code = hash(title);
  const bare = title.replace(/^(the|a|an)\s+/i, "");
  return {
    composition: code % COMPOSITIONS,
    palette: Math.floor(code / COMPOSITIONS) % PALETTES,
    size: typeSize(title),
    initial: (bare.match(/[\p{L}\p{N}]/u)?.[0] ?? title.charAt(0)).toUpperCase(),
  };
}

/** The classes that draw it (see poster.css). */
export function drawingClass(drawing: Drawing): string {
  return `po p${drawing.composition} c${drawing.palette} s${drawing.size}`;
}
