import { stemmer } from "stemmer";

/** Words that say nothing of a film's plot: English function words, and what every synopsis is made of. */
const STOP_WORDS = new Set(
  `about above after again against all also although always among and another any are aren around away back because
  been before being below between both but came can cannot come comes could couldn did didn does doesn doing don down
  during each either else end even ever every few finally find finds first for from further get gets give gives goes
  going gone got had hadn has hasn have haven having her here hers herself him himself his how however including into
  isn its itself just last later leave leaves let like made make makes making many may might more most much must myself
  near need never new next nor not now off often old once one only onto other others our ours out over own part per
  put rather same see seen sees several shall she should shouldn since some soon still such take taken takes than that
  the their theirs them themselves then there these they thing things this those three through throughout thus too
  took toward towards two under until upon use used uses using very was wasn way well went were weren what when where
  whether which while who whom whose why will with within without would wouldn yet you young your yours yourself
  american award based began begin begins best box cast character characters cinema comedy critic critical critics
  direct directed director directs drama dramas feature featured features film filmed filming films follow following
  follows gross grossed lead leading mixed motion movie movies named nominated office original picture pictures plot
  premiere premiered produced producer production protagonist receive received release released releases remake review
  reviews role roles scene scenes screen screenplay screenwriter sequel series set shot star starred starring stars
  stories story studio supporting tell tells theatre theatrical theatrically title titled version write writer writing
  written wrote year years`.split(/\s+/),
);

/** Letters without accents, in lower case. */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

const stems = new Map<string, string>();

function stemOf(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  const stem = stemmer(word);
  if (stems.size > 200_000) stems.clear();
  stems.set(word, stem);
  return stem;
}

/** The words of a text that say something, as Porter's stems, in their order: three letters and more. */
export function tokensOf(text: string): string[] {
  const words = fold(text).match(/\p{L}{3,}/gu) ?? [];
  return words.filter((word) => !STOP_WORDS.has(word)).map(stemOf);
}

/** A name or a genre as one token. */
export function nameToken(name: string): string {
  return fold(name)
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
