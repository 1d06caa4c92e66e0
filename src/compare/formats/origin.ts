import type { Origin } from '../../model/prepared-table.ts';

/** A file that was read as it is. */
export const PLAIN_ORIGIN: Origin = { charset: 'UTF-8', recognised: false, compression: 'none', variants: 0, linesBefore: 0, problems: [] };

/** How the file was read, where that goes without saying: undefined. `CP932 (recognised), gzip`. */
export function describeOrigin(origin: Origin | undefined): string | undefined {
  if (origin === undefined) return undefined;
  const { charset, recognised, compression, member } = origin;
  const words = [
    ...(charset === 'UTF-8' && !recognised ? [] : [`${charset}${recognised ? ' (recognised)' : ''}`]),
    ...(compression === 'none' ? [] : [member === undefined ? compression : `${compression}, member ${member}`]),
  ];
  return words.length === 0 ? undefined : words.join(', ');
}
