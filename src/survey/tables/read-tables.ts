import { posix } from 'node:path';
import type { HostTree } from '../tree/host-tree.ts';
import { readAnacrontab } from './anacrontab.ts';
import { readAtJobs } from './at-jobs.ts';
import { withCronDoubts } from './cron-doubts.ts';
import { readCrontab } from './crontab-file.ts';
import { readRunParts } from './run-parts.ts';
import { readSystemdTimers } from './systemd-timers.ts';
import type { TableEntry, TableReading } from './table-entry.ts';

/** Where crontabs of users lie: Debian and Vixie; Red Hat and Amazon; SUSE. */
const SPOOLS = ['/var/spool/cron/crontabs', '/var/spool/cron', '/var/spool/cron/tabs'];

/** Names that cron takes in cron.d: Debian's rule; others pass over backups and package leftovers. */
const CRON_D = /^[A-Za-z0-9_-]+$/;

/** All entries that the schedulers of a host have, and what they pass over. */
export function readTables(tree: HostTree): TableReading {
  const system = ['/etc/crontab', ...tree.list('/etc/cron.d').map((name) => posix.join('/etc/cron.d', name))];
  const tables = [
    ...system.map((file) => systemTable(tree, file)),
    ...userTables(tree),
    readAnacrontab('/etc/anacrontab', tree.text('/etc/anacrontab') ?? ''),
  ];
  const starters = new Map<string, TableEntry>();
  for (const entry of tables.flatMap(({ entries }) => entries)) {
    for (const folder of entry.command.match(/\/etc\/cron\.(?:hourly|daily|weekly|monthly)\b/g) ?? [])
      if (entry.command.includes('run-parts') && (entry.enabled || !starters.has(folder))) starters.set(folder, entry);
  }
  const readings = [...tables, readRunParts(tree, starters), readAtJobs(tree), readSystemdTimers(tree)];
  return { entries: readings.flatMap(({ entries }) => entries), ignored: readings.flatMap(({ ignored }) => ignored) };
}

const NOTHING: TableReading = { entries: [], ignored: [] };

function systemTable(tree: HostTree, file: string): TableReading {
  const found = tree.find(file);
  if (found?.type !== 'file' || posix.basename(file) === '.placeholder') return NOTHING;
  const text = tree.text(file);
  const why = refusal(file, found.mode, found.owner);
  const ignored = why === undefined ? [] : [{ at: { file }, why }];
  if (text === undefined) return { entries: [], ignored: [...ignored, { at: { file }, why: `it was not read: ${found.left ?? 'no content'}` }] };
  const read = withCronDoubts(tree, { file, text, form: 'system' }, readCrontab({ file, text, form: 'system' }));
  const entries = read.entries.map((entry) => (why === undefined || !entry.enabled ? entry : { ...entry, enabled: false, disabledBecause: why }));
  return { entries, ignored: [...ignored, ...read.ignored] };
}

function refusal(file: string, mode: number | undefined, owner: string | undefined): string | undefined {
  if (file !== '/etc/crontab' && !CRON_D.test(posix.basename(file)))
    return 'cron passes over it: a name in cron.d may have letters, digits, _ and - only';
  if (mode !== undefined && (mode & 0o022) !== 0) return 'cron passes over it: others than its owner may write it';
  if (owner !== undefined && owner !== 'root' && owner !== '0') return `cron passes over it: it belongs to ${owner}, not to root`;
  return undefined;
}

function userTables(tree: HostTree): readonly TableReading[] {
  const files = SPOOLS.flatMap((spool) => tree.list(spool).map((name) => ({ name, file: posix.join(spool, name) })));
  const readings = files.flatMap(({ name, file }) => {
    const text = tree.find(file)?.type === 'file' && !name.startsWith('.') && !/^tmp\./.test(name) ? tree.text(file) : undefined;
    return text === undefined ? [] : [withCronDoubts(tree, { file, text, form: 'user' }, readCrontab({ file, text, form: 'user', owner: name }))];
  });
  const { user } = tree.host.facts;
  const own = tree.answers['own-crontab'];
  // Whoever may not list the spool may still ask for their own table.
  if (own === undefined || user === undefined || files.some(({ name, file }) => name === user && tree.text(file) !== undefined)) return readings;
  const asked = { file: `crontab -l (${user})`, text: own.endsWith('\n') ? own : `${own}\n`, form: 'user' as const };
  return [...readings, withCronDoubts(tree, asked, readCrontab({ ...asked, owner: user }))];
}
