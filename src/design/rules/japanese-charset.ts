import { calls, type DesignRule } from '../rule.ts';

const NAMES = /cp932|ms932|sjis|shift[_-]?jis|windows-31j|euc-?jp/i;

/** CP932 and its family: musl's iconv knows no CP932 by that name and no //TRANSLIT, and maps the wave dash otherwise. */
export const japaneseCharset: DesignRule = {
  id: 'japanese-charset',
  say({ entry }) {
    const commands = calls(entry, 'nkf', 'iconv', 'recode');
    const variables = entry.uses.variables.filter(({ value = '' }) => NAMES.test(value));
    const found = [
      ...commands.map(({ name, options = [], at }) => ({ subject: [name, ...options].join(' '), at })),
      ...variables.map(({ name, value, at }) => ({ subject: `${name}=${value}`, at })),
    ];
    return found.slice(0, 1).map((one) => ({
      ...one,
      change: 'iconv of musl has no CP932 by that name and no //TRANSLIT; wave dash, minus and parallel lines become other characters',
      proposal: 'Take a glibc image or nkf (package nkf), and let the rehearsal compare with `encoding: cp932` on both sides.',
      snippet: 'RUN apk add --no-cache nkf',
    }));
  },
};
