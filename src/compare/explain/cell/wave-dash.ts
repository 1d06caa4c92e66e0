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

/** Whether the second text is the first with at least one character of the family as Microsoft's table has it, and no other change. */
export function isWaveDash(jis: string, microsoft: string): boolean {
  if (jis.length !== microsoft.length || jis === microsoft) return false;
  for (let at = 0; at < jis.length; at++) {
    const one = jis.charAt(at);
    if (one !== microsoft.charAt(at) && FAMILY.get(one) !== microsoft.charAt(at)) return false;
  }
  return true;
}
