/**
 * What JIS X 0208 calls one character and the tables of JIS (libiconv SHIFT_JIS, EUC-JP) and of Microsoft (CP932) map to two of Unicode: the first is JIS',
 * the second Microsoft's. The last two are bytes of ASCII that JIS X 0201 gives to other signs.
 */
const FAMILY: ReadonlyMap<string, string> = new Map([
  ['\u301c', '\uff5e'],
  ['\u2016', '\u2225'],
  ['\u2212', '\uff0d'],
  ['\u00a2', '\uffe0'],
  ['\u00a3', '\uffe1'],
  ['\u00ac', '\uffe2'],
  ['\u00a6', '\uffe4'],
  ['\u2014', '\u2015'],
  ['\u00a5', '\\'],
  ['\u203e', '~'],
]);

const OF_MICROSOFT: ReadonlyMap<string, string> = new Map([...FAMILY].filter(([, other]) => other > '\x7f').map(([jis, other]) => [other, jis]));

/** The text as Microsoft's table has it, which iconv-lite and the WHATWG write by; what was ASCII stays. */
export function asMicrosoft(text: string): string {
  return text.replace(/[\u00a2\u00a3\u00a6\u00ac\u2014\u2016\u2212\u301c]/g, (character) => FAMILY.get(character) ?? character);
}

/** The text as the tables of JIS have it, so that two are alike whichever table each was read by. */
export function asJis(text: string): string {
  return text.replace(/[\u2015\u2225\uff0d\uff5e\uffe0-\uffe4]/g, (character) => OF_MICROSOFT.get(character) ?? character);
}

/** Whether the second text is the first with at least one character of the family as Microsoft's table has it, and no other change. */
export function isWaveDash(jis: string, microsoft: string): boolean {
  if (jis.length !== microsoft.length || jis === microsoft) return false;
  for (let at = 0; at < jis.length; at++) {
    const one = jis.charAt(at);
    if (one !== microsoft.charAt(at) && FAMILY.get(one) !== microsoft.charAt(at)) return false;
  }
  return true;
}
