import { posix } from 'node:path';
import type { SeenOutput, SurveyEntry } from '../model/survey.ts';
import { pathPattern } from './path-pattern.ts';
import { LISTED } from './tree/capture-steps.ts';
import type { HostTree } from './tree/host-tree.ts';

/** Paths that an entry writes on its own host: as far as they are known. */
export function writtenPaths({ uses }: SurveyEntry): readonly string[] {
  return [
    ...new Set(
      uses.files
        .filter(({ access, remote, by }) => /^(?:write|append)$/.test(access) && remote === undefined && by !== 'mkdir')
        .map(({ path }) => path),
    ),
  ];
}

/** What to ask a host for: whole paths, and of others the folder, where it is known. */
export function placesToAsk(path: string): readonly string[] {
  if (!/[$*]/.test(path)) return [path];
  const folder = posix.dirname(path);
  return /[$*]/.test(folder) || folder.split('/').length < 3 ? [] : [folder];
}

/** When what entries write was last changed, as far as the tree knows. */
export function seenOutputs(tree: HostTree, entries: readonly SurveyEntry[]): readonly SeenOutput[] {
  return [...new Set(entries.flatMap(writtenPaths))].flatMap((path): readonly SeenOutput[] => {
    const folder = posix.dirname(path);
    const names = /[$*]/.test(path) ? (/[$*]/.test(folder) ? [] : tree.list(folder)) : [posix.basename(path)];
    const pattern = pathPattern(path);
    const found = names
      .map((name) => tree.find(posix.join(folder, name)))
      .filter((file) => file?.type === 'file' && file.modified !== undefined && (pattern.test(file.path) || file.path === path))
      .map((file) => ({ path: file?.path ?? '', modified: file?.modified ?? 0 }));
    const newest = found.reduce<(typeof found)[number] | undefined>(
      (best, one) => (best === undefined || one.modified > best.modified ? one : best),
      undefined,
    );
    if (newest === undefined) return [];
    return [{ path, newest: newest.path, modified: new Date(newest.modified * 1000).toISOString(), partial: names.length >= LISTED }];
  });
}
