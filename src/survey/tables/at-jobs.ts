import { posix } from 'node:path';
import type { HostTree } from '../tree/host-tree.ts';
import type { TableEntry, TableReading } from './table-entry.ts';

const SPOOLS = ['/var/spool/cron/atjobs', '/var/spool/at'];

/** A queue's letter, the job's number and its minute since 1970, in hex; `=` while it runs (the spool of at(1)). */
const NAME = /^([a-zA-Z=])([0-9a-f]{5})([0-9a-f]{8})$/;

/** Jobs that at(1) will start once. Its files are shell scripts: the environment of whoever asked, `cd`, and then what was asked. */
export function readAtJobs(tree: HostTree): TableReading {
  const entries: TableEntry[] = [];
  const ignored: TableReading['ignored'][number][] = [];
  for (const spool of SPOOLS) {
    for (const child of tree.list(spool)) {
      const file = posix.join(spool, child);
      const named = NAME.exec(child);
      const text = tree.text(file);
      if (named === null || text === undefined) {
        if (child !== '.SEQ' && tree.find(file)?.type === 'file')
          ignored.push({ at: { file }, why: named === null ? 'it is no job of at' : 'it could not be read' });
        continue;
      }
      const at = new Date(Number.parseInt(named[3] ?? '0', 16) * 60_000).toISOString();
      entries.push({
        at: { file },
        scheduler: 'at',
        enabled: true,
        user: tree.find(file)?.owner ?? /^# atrun uid=(\d+)/m.exec(text)?.[1] ?? 'root',
        schedule: { written: `at ${at}`, words: `once, at ${at}` },
        command: `sh ${file}`,
        environment: [],
      });
    }
  }
  return { entries, ignored };
}
