import { answers, isItem, type PreflightRule } from '../rule.ts';

const ID = 'charset';

/** The charset that each environment takes text for. An empty one is C: POSIX lets programs take bytes above 127 for anything. */
export const locale: PreflightRule = {
  id: ID,
  check(facts) {
    const both = answers(ID, 'charset', facts);
    if (isItem(both)) return [both];
    const [legacy, candidate] = [both.legacy, both.candidate].map((answer) => charsetOf(answer.get('charmap'), answer.get('lang')));
    const item = { rule: ID, subject: 'charset', legacy: legacy ?? '', candidate: candidate ?? '' };
    if (legacy === candidate) return [{ ...item, state: 'OK', why: `both: ${legacy}` }];
    const utf8 = legacy === 'UTF-8';
    return [
      {
        ...item,
        state: 'DIFFERS',
        why: `legacy takes text for ${legacy}, the candidate for ${candidate}: cutting, upper case and width of other letters differ`,
        fix: utf8
          ? { taskDefinition: '{ "name": "LANG", "value": "C.UTF-8" }' }
          : { text: `Convert explicitly (iconv -f ${legacy}); musl has no locale of that charset.` },
      },
    ];
  },
};

function charsetOf(charmap: string | undefined, lang: string | undefined): string {
  const named = /\.([A-Za-z0-9_-]+)/.exec(lang ?? '')?.[1];
  const found = charmap === undefined || charmap === '' ? (named ?? 'ASCII') : charmap;
  const plain = found.toUpperCase().replace(/^UTF8$/, 'UTF-8');
  return /^(?:ANSI_X3\.4-1968|US-ASCII|646)$/.test(plain) ? 'ASCII' : plain;
}
