import type { Word } from '../scope.ts';

/** Letters behind which programs take a password, in a word of its own or in the rest of theirs (their manual pages). `attached`: in the rest of theirs only. */
const LETTERS: readonly { readonly programs: RegExp; readonly letter: string; readonly attached?: true }[] = [
  { programs: /^sshpass$/, letter: 'p' },
  { programs: /^(?:zip|unzip|zipcloak)$/, letter: 'P' },
  { programs: /^(?:7z[ar]?|rar|unrar)$/, letter: 'p', attached: true },
  { programs: /^redis-cli$/, letter: 'a' },
  { programs: /^ncftp(?:put|get|ls)?$/, letter: 'p' },
  { programs: /^(?:mongo|mongosh|mongodump|mongorestore|mongoexport|mongoimport)$/, letter: 'p' },
  { programs: /^(?:sqlcmd|bcp|isql)$/, letter: 'P' },
];

/** Long options of whatever program. */
const LONG = /^--?(?:password|passwd|passphrase|pass|secret|secret-key|token|api-key)$/i;

/** Texts with a password in them: openssl's `pass:…`, smbclient's `user%…`. */
const WITHIN: readonly { readonly programs: RegExp; readonly pattern: RegExp }[] = [
  { programs: /^openssl$/, pattern: /^pass:(.+)$/s },
  { programs: /^(?:smbclient|smbget|rpcclient|net)$/, pattern: /^(?:-U|--user=)?[^%]+%(.+)$/s },
];

/** The passwords that stand among the arguments of a program. What is known only when it runs is none. */
export function passwordsIn(program: string, words: readonly Word[]): readonly string[] {
  const letters = LETTERS.filter(({ programs }) => programs.test(program));
  const within = WITHIN.filter(({ programs }) => programs.test(program));
  return words.flatMap(({ text, resolved }, at) => {
    if (!resolved) return [];
    const next = words[at + 1];
    const following = next?.resolved === true && next.text !== '' && !next.text.startsWith('-') ? [next.text] : [];
    if (within.length === 0 && LONG.test(text)) return following;
    const letter = letters.find((one) => text.startsWith(`-${one.letter}`));
    if (letter !== undefined) return text.length > 2 ? [text.slice(2)] : letter.attached ? [] : following;
    return within.flatMap(({ pattern }) => pattern.exec(text)?.[1] ?? []);
  });
}
