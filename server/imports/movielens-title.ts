const ARTICLE =
  /^(.+), (The|A|An|La|Le|Les|L'|Il|Lo|I|Gli|El|Los|Las|Das|Der|Die|Den|Det|De|Un|Una|Une|Ein|Eine|O|Os|As)$/;

/** "Matrix, The" is "The Matrix". */
function articleFirst(title: string): string {
  const [, rest, article] = ARTICLE.exec(title) ?? [];
  if (!rest || !article) return title;
  return article.endsWith("'") ? article + rest : `${article} ${rest}`;
}

/**
 * A MovieLens title, such as "City of Lost Children, The (Cité des enfants perdus, La) (1995)": its title,
 * the other titles in brackets, and the year, the first of several. Null where there is no year.
 */
export function parseTitle(given: string): { title: string; otherTitles: string[]; year: number } | null {
  const [, named, year] = /^(.*?)\s*\((\d{4})(?:[-–]\d{0,4})?\)$/.exec(given.trim()) ?? [];
  if (!named || !year) return null;
  let title = named;
  const otherTitles: string[] = [];
  for (;;) {
    const [, before, inside] = /^(.+\S)\s*\(([^()]+)\)$/.exec(title) ?? [];
    if (!before || !inside) break;
    otherTitles.unshift(articleFirst(inside.replace(/^a\.?k\.?a\.?\s+/i, "").trim()));
    title = before;
  }
  return { title: articleFirst(title), otherTitles, year: Number(year) };
}
