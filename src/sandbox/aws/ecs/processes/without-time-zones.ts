import { readdirSync } from 'node:fs';

/**
 * What makes a process see no time zone data, as in an image that has none: there TZ=Asia/Tokyo is UTC, without a word. glibc finds nothing in an
 * empty TZDIR; musl and macOS do not look at TZDIR, so for them TZ itself becomes what they would make of it. (Node brings zones of its own.)
 */
export function withoutTimeZones(emptyFolder: string, zone: string | undefined): Readonly<Record<string, string>> {
  return { TZDIR: emptyFolder, ...(zone === undefined || heedsTzdir() ? {} : { TZ: 'UTC0' }) };
}

function heedsTzdir(): boolean {
  return process.platform === 'linux' && !readdirSync('/lib').some((name) => name.startsWith('ld-musl-'));
}
