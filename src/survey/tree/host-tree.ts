import { posix } from 'node:path';
import type { SurveyedHost, Unread } from '../../model/survey.ts';

/** One file, folder or link of a host, as far as it was read. */
export interface TreeFile {
  /** Absolute on the host, normalised. */
  readonly path: string;
  readonly type: 'file' | 'folder' | 'link';
  readonly size: number;
  /** Permission bits; absent where they are not known. */
  readonly mode?: number;
  readonly owner?: string;
  /** Seconds since 1970. */
  readonly modified?: number;
  readonly accessed?: number;
  /** Of a link, as written. */
  readonly target?: string;
  /** Why there is no content, where there is none: it is too large, binary, a secret, not readable. */
  readonly left?: string;
  readonly content?: () => Uint8Array | undefined;
}

/** What a host answered beside its files, by name: `last`, `mounts`, `listening` … */
export type Answers = Readonly<Record<string, string>>;

/** A host to read from: nothing can be written through it. */
export interface HostTree {
  readonly host: Omit<SurveyedHost, 'zone'>;
  readonly answers: Answers;
  readonly unread: readonly Unread[];
  /** Follows links, within the tree only. */
  find(path: string): TreeFile | undefined;
  /** What a link says, as it is written; undefined for what is none. */
  linkTarget(path: string): string | undefined;
  /** Text of a file, bytes that are no UTF-8 replaced; undefined where it is not there or was left out. */
  text(path: string): string | undefined;
  /** Names in a folder, sorted by code unit; empty where there is none. */
  list(folder: string): readonly string[];
}

const MOST_LINKS = 20;

/** Makes a tree of what was read. `/` and folders on the way need not be among the files. */
export function makeHostTree(files: readonly TreeFile[], rest: Pick<HostTree, 'host' | 'answers' | 'unread'>): HostTree {
  const all = new Map<string, TreeFile>();
  const children = new Map<string, Set<string>>();
  for (const file of files) all.set(file.path, file);
  for (const { path } of files) {
    for (let at = path; at !== '/'; at = posix.dirname(at)) {
      const folder = posix.dirname(at);
      const names = children.get(folder) ?? new Set();
      children.set(folder, names.add(posix.basename(at)));
    }
  }
  const looked = new Map<string, TreeFile | undefined>();
  const look = (path: string): TreeFile | undefined => {
    const whole = followLinks(all, posix.resolve('/', path));
    if (whole === undefined) return undefined;
    return all.get(whole) ?? (children.has(whole) ? { path: whole, type: 'folder', size: 0 } : undefined);
  };
  const find = (path: string): TreeFile | undefined => {
    if (!looked.has(path)) looked.set(path, look(path));
    return looked.get(path);
  };
  return {
    ...rest,
    find,
    linkTarget: (path) => all.get(path)?.target,
    text(path) {
      const bytes = find(path)?.content?.();
      return bytes === undefined ? undefined : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    },
    list(folder) {
      const found = find(folder);
      return found === undefined ? [] : [...(children.get(found.path) ?? [])].sort();
    },
  };
}

/** The path without links on the way; undefined for a circle. */
function followLinks(all: ReadonlyMap<string, TreeFile>, path: string): string | undefined {
  let rest = path.split('/').filter((part) => part !== '');
  let at = '/';
  for (let links = 0; ; ) {
    const [part, ...after] = rest;
    if (part === undefined) return at;
    const next = posix.join(at, part);
    const file = all.get(next);
    if (file?.type === 'link' && file.target !== undefined) {
      if (++links > MOST_LINKS) return undefined;
      rest = [
        ...posix
          .resolve(at, file.target)
          .split('/')
          .filter((one) => one !== ''),
        ...after,
      ];
      at = '/';
    } else {
      at = next;
      rest = after;
    }
  }
}
