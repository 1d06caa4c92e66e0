import type { HostTree } from '../tree/host-tree.ts';
import { type CrontabForm, readCrontabLine } from './crontab-line.ts';
import type { TableReading } from './table-entry.ts';

/** The cron of Debian and Ubuntu (3.0pl1) takes CRON_TZ for a variable like any other; cronie (Red Hat, Amazon, SUSE) goes by it. */
const KNOWS_NO_ZONE = /debian|ubuntu|raspbian|linux mint/i;

/** A crontab's reading with what cron makes of it beside its lines: zones that this host's cron does not go by, and line ends that it hands to the command. */
export function withCronDoubts(
  tree: HostTree,
  { file, text, form }: { file: string; text: string; form: CrontabForm },
  read: TableReading,
): TableReading {
  const lines = text.split('\n');
  const carriage = lines.findIndex((line) => line.endsWith('\r') && readCrontabLine(line, form).kind === 'job');
  const windows =
    carriage < 0
      ? []
      : [
          {
            at: { file, line: carriage + 1 },
            why: 'it ends as Windows writes lines: cron hands the carriage return to the command, which then may not be found',
          },
        ];
  if (!hasDebianCron(tree)) return { ...read, ignored: [...read.ignored, ...windows] };
  const zones = lines.flatMap((line, index) => {
    const one = readCrontabLine(line, form);
    return one.kind === 'environment' && one.name === 'CRON_TZ' && one.value !== ''
      ? [
          {
            at: { file, line: index + 1 },
            why: `the cron of this system goes by no CRON_TZ: what follows fires in the host's own zone, not in ${one.value}`,
          },
        ]
      : [];
  });
  const entries = read.entries.map(({ schedule: { zone: _, ...schedule }, ...entry }) => ({ ...entry, schedule }));
  return { entries, ignored: [...read.ignored, ...windows, ...zones] };
}

function hasDebianCron(tree: HostTree): boolean {
  return KNOWS_NO_ZONE.test(tree.host.facts.os ?? '') || tree.find('/etc/debian_version') !== undefined;
}
