import { SftpFailure } from './sftp-failure.ts';

/** Splits a command line of sftp: blanks separate, quotes and backslashes protect, `#` starts a comment. Throws SftpFailure for an open quote. */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (const [whole, single, double, escaped, blank] of line.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|\\(.)|(\s+)|./gs)) {
    if (blank !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (whole === '#' && word === undefined) return words;
    else if (whole === "'" || whole === '"') throw new SftpFailure('Unterminated quoted argument');
    else word = (word ?? '') + (single?.replace(/\\(['\\])/g, '$1') ?? double?.replace(/\\(["\\])/g, '$1') ?? escaped ?? whole);
  }
  return word === undefined ? words : [...words, word];
}
