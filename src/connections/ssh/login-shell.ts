/** What stands between single quotes as it is in every shell. */
const PLAIN = /[^A-Za-z0-9 _./:=+,@%&|<>()[\]{}*?#^~;-]/gu;

/**
 * A command in POSIX sh as a text that every login shell hands to `sh` unchanged. Within single quotes csh still reads `!` and ends at a line, and fish reads backslashes: such
 * characters go as octal numbers, which printf turns back (POSIX, `%b`).
 */
export function forAnyShell(command: string): string {
  const text = command.replace(PLAIN, (one) => [...Buffer.from(one)].map((byte) => `\\0${byte.toString(8).padStart(3, '0')}`).join(''));
  return `exec sh -c 'eval "$(printf %b "${text}")"'`;
}
