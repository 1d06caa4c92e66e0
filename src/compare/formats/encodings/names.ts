/** What a scenario may name as a file's charset. `shift_jis` and `windows-31j` stand for CP932, which is what such files are in practice. */
export const ENCODING_NAMES = ['utf-8', 'utf-16le', 'utf-16be', 'cp932', 'shift_jis', 'windows-31j', 'euc-jp', 'iso-8859-1', 'auto'] as const;

/** A name of `ENCODING_NAMES`. */
export type EncodingName = (typeof ENCODING_NAMES)[number];

/** A charset that files can be read in. */
export type Charset = 'utf-8' | 'utf-16le' | 'utf-16be' | 'cp932' | 'euc-jp' | 'iso-8859-1';

/** Every charset by its name for people. */
export const CHARSET_LABELS: Readonly<Record<Charset, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16LE',
  'utf-16be': 'UTF-16BE',
  cp932: 'CP932',
  'euc-jp': 'EUC-JP',
  'iso-8859-1': 'ISO-8859-1',
};

/** The charset of a name; undefined: it is to be recognised. */
export function charsetOf(name: EncodingName): Charset | undefined {
  if (name === 'auto') return undefined;
  return name === 'shift_jis' || name === 'windows-31j' ? 'cp932' : name;
}
