import { constants, type Stats } from 'node:fs';
import type { Attributes } from 'ssh2';
import { systemClock } from '../../runtime/clock.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** `ls` shows the year instead of the time for what is older. */
const HALF_A_YEAR_MS = 182.5 * 86_400_000;

const TYPES: readonly (readonly [number, string])[] = [
  [constants.S_IFDIR, 'd'],
  [constants.S_IFLNK, 'l'],
  [constants.S_IFREG, '-'],
  [constants.S_IFIFO, 'p'],
  [constants.S_IFSOCK, 's'],
  [constants.S_IFCHR, 'c'],
  [constants.S_IFBLK, 'b'],
];

/** What a client may send: each attribute only where its flag is set (the types of ssh2 claim all of them). */
export type GivenAttributes = Partial<Attributes>;

export function attributesOf(stats: Stats): Attributes {
  const { mode, uid, gid, size } = stats;
  return { mode, uid, gid, size, atime: seconds(stats.atimeMs), mtime: seconds(stats.mtimeMs) };
}

/** A line as `ls -l` prints it, which OpenSSH's client shows as it stands. Times in the server's zone. */
export function longName(name: string, stats: Stats, owner: string): string {
  const links = String(stats.nlink).padStart(4);
  const size = String(stats.size).padStart(8);
  return `${modeText(stats.mode)} ${links} ${owner.padEnd(8)} ${owner.padEnd(8)} ${size} ${dateText(stats.mtime)} ${name}`;
}

function seconds(ms: number): number {
  return Math.max(0, Math.floor(ms / 1000));
}

function modeText(mode: number): string {
  const type = TYPES.find(([bits]) => (mode & constants.S_IFMT) === bits)?.[1] ?? '?';
  const bits = [...'rwxrwxrwx'].map((letter, index) => ((mode & (0o400 >> index)) === 0 ? '-' : letter)).join('');
  return type + bits;
}

function dateText(date: Date): string {
  const month = MONTHS[date.getMonth()] ?? '';
  const day = String(date.getDate()).padStart(2);
  const age = systemClock.now().getTime() - date.getTime();
  const time = `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
  return `${month} ${day} ${age > HALF_A_YEAR_MS || age < 0 ? ` ${date.getFullYear()}` : time}`;
}
