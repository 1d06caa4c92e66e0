import { posix } from 'node:path';
import type { HostTree } from '../tree/host-tree.ts';
import { readUnit, type UnitFile } from './unit-file.ts';

/** The first that has a unit of a name wins (systemd.unit(5)). */
const FOLDERS = ['/etc/systemd/system', '/run/systemd/system', '/usr/local/lib/systemd/system', '/usr/lib/systemd/system', '/lib/systemd/system'];

/** `masked`: its name leads nowhere, which is how systemd is kept from starting it. */
export type FoundUnit = UnitFile | 'masked' | undefined;

/** Timers that lie there, and instances of templates that targets want. Sorted. */
export function timerNames(tree: HostTree): readonly string[] {
  const wanted = FOLDERS.flatMap((folder) =>
    tree
      .list(folder)
      .filter((name) => /\.(?:wants|requires)$/.test(name))
      .flatMap((name) => tree.list(posix.join(folder, name)))
      .filter((name) => /@[^.]+.*\.timer$/.test(name)),
  );
  return [...new Set([...FOLDERS.flatMap((folder) => tree.list(folder).filter((name) => name.endsWith('.timer'))), ...wanted])].sort();
}

/** A unit with its drop-ins, specifiers filled in as far as they are known; of an instance, its template where it has no file of its own. */
export function findUnit(tree: HostTree, name: string): FoundUnit {
  const template = name.replace(/@[^.]*.*(\.\w+)$/, '@$1');
  for (const own of [...new Set([name, template])]) {
    const folder = FOLDERS.find((place) => tree.list(place).includes(own));
    if (folder === undefined) continue;
    const place = posix.join(folder, own);
    if (tree.find(place) === undefined || tree.find(place)?.path === '/dev/null') return 'masked';
    const files = [place, ...dropIns(tree, [name, template])];
    return readUnit(files.map((file) => ({ file, text: withSpecifiers(tree.text(file) ?? '', name) })));
  }
  return undefined;
}

/** Whether a target wants it: `enabled` of systemctl(1). */
export function isWanted(tree: HostTree, name: string): boolean {
  return FOLDERS.some((folder) =>
    tree.list(folder).some((child) => /\.(?:wants|requires)$/.test(child) && tree.list(posix.join(folder, child)).includes(name)),
  );
}

/** Sorted by their names, wherever they lie; of two with one name, the first folder's counts. */
function dropIns(tree: HostTree, names: readonly string[]): readonly string[] {
  const found = new Map<string, string>();
  for (const folder of FOLDERS)
    for (const name of names)
      for (const child of tree.list(posix.join(folder, `${name}.d`)))
        if (child.endsWith('.conf') && !found.has(child)) found.set(child, posix.join(folder, `${name}.d`, child));
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file);
}

/** `%i` and `%I` of an instance, `%n`, `%N`, `%p` of the name, `%%`; what depends on the host stays as it is. */
function withSpecifiers(text: string, name: string): string {
  const stem = name.replace(/\.\w+$/, '');
  const [prefix = '', instance = ''] = [stem.replace(/@.*$/, ''), /@(.*)$/.exec(stem)?.[1]];
  const known: Readonly<Record<string, string>> = {
    ...{ '%': '%', n: name, N: stem, p: prefix, i: instance },
    I: instance.replaceAll('-', '/').replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  };
  return text.replace(/%([%nNpiI])/g, (_, letter: string) => known[letter] ?? '');
}
