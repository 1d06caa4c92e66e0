import { posix } from 'node:path';
import type { HostTree } from '../tree/host-tree.ts';
import type { TableEntry, TableReading } from './table-entry.ts';

/** Names that run-parts starts without options: Debian's own rule (run-parts(8)); cronie's is wider, but passes over these too. */
const NAME = /^[A-Za-z0-9_-]+$/;

/** When the folders run where neither crontab nor anacrontab says it. */
const USUAL: Readonly<Record<string, string>> = { hourly: '@hourly', daily: '@daily', weekly: '@weekly', monthly: '@monthly' };

/** The programs of cron.hourly to cron.monthly. `times`: what the tables say of when each folder runs, and where. */
export function readRunParts(tree: HostTree, times: ReadonlyMap<string, TableEntry>): TableReading {
  const entries: TableEntry[] = [];
  const ignored: TableReading['ignored'][number][] = [];
  for (const [name, macro] of Object.entries(USUAL)) {
    const folder = `/etc/cron.${name}`;
    const starter = times.get(folder);
    for (const child of tree.list(folder)) {
      const file = posix.join(folder, child);
      const found = tree.find(file);
      if (found?.type === 'folder' || child === '.placeholder') continue;
      const why = refusal(child, found?.mode, found !== undefined);
      if (why !== undefined) ignored.push({ at: { file }, why });
      if (why !== undefined && !NAME.test(child)) continue;
      entries.push({
        at: { file },
        scheduler: 'run-parts',
        enabled: why === undefined && starter?.enabled !== false,
        ...(why === undefined
          ? starter?.enabled === false
            ? { disabledBecause: `what starts ${folder} is disabled` }
            : {}
          : { disabledBecause: why }),
        user: starter?.user ?? 'root',
        schedule: starter?.schedule ?? { written: macro, cron: macro },
        command: file,
        environment: starter?.environment ?? [],
        folder: '/',
      });
    }
  }
  return { entries, ignored };
}

function refusal(name: string, mode: number | undefined, there: boolean): string | undefined {
  if (!NAME.test(name)) return 'run-parts passes over it: a name may have letters, digits, _ and - only';
  if (!there) return 'it is a link that leads nowhere';
  if (mode !== undefined && (mode & 0o111) === 0) return 'run-parts passes over it: it is not executable';
  return undefined;
}
