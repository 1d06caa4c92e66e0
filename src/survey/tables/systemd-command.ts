/** Marks before the program (systemd.service(5)): how its end counts, and with which rights it runs. */
const MARKS = /^[-@:+!|]+/;

/**
 * A command line of a service as shell text that means the same: systemd splits at blanks and knows quotes, `$NAME` and a lone `;`, but no pipes, redirects, patterns or `&&`: what would be
 * such in a shell is escaped.
 */
export function shellTextOf(value: string): string {
  const marks = MARKS.exec(value)?.[0] ?? '';
  const words = (value.slice(marks.length).match(/(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\\.|[^\s"'\\])+/g) ?? []).map((word) =>
    word === ';'
      ? word
      : word.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\\.|[^"'\\]+/g, (piece) => (/^["'\\]/.test(piece) ? quoted(piece) : plain(piece))),
  );
  // `@`: the second word is only the name that it is shown by.
  if (marks.includes('@')) words.splice(1, 1);
  return words.join(' ');
}

/** `$NAME` is replaced in both kinds of quotes by systemd. */
function quoted(piece: string): string {
  return piece.startsWith("'") && piece.includes('$') && !/["`\\]/.test(piece) ? `"${piece.slice(1, -1)}"` : piece.replaceAll('$$', '\\$');
}

function plain(piece: string): string {
  return piece.replaceAll('$$', '\\$').replace(/[|&;<>()*?[\]#~`!]/g, '\\$&');
}
