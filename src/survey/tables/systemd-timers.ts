import { posix } from 'node:path';
import type { HostTree } from '../tree/host-tree.ts';
import type { TableEntry, TableReading } from './table-entry.ts';
import { readUnit, type UnitFile } from './unit-file.ts';

/** The first that has a unit of a name wins (systemd.unit(5)). */
const FOLDERS = ['/etc/systemd/system', '/run/systemd/system', '/usr/local/lib/systemd/system', '/usr/lib/systemd/system', '/lib/systemd/system'];

const TIMES = ['OnCalendar', 'OnActiveSec', 'OnBootSec', 'OnStartupSec', 'OnUnitActiveSec', 'OnUnitInactiveSec'];

/** Timers, each with the commands of the service that it starts. A template (`x@.timer`) fires for its instances only. */
export function readSystemdTimers(tree: HostTree): TableReading {
  const entries: TableEntry[] = [];
  const ignored: TableReading['ignored'][number][] = [];
  for (const name of timerNames(tree)) {
    const timer = findUnit(tree, name);
    if (timer === undefined) continue;
    const times = TIMES.flatMap((key) => timer.all('Timer', key).map(({ value }) => `${key}=${value}`));
    const service = timer.last('Timer', 'Unit')?.value ?? name.replace(/\.timer$/, '.service');
    const unit = findUnit(tree, service);
    const starts = unit?.all('Service', 'ExecStart') ?? [];
    if (starts.length === 0)
      ignored.push({
        at: { file: timer.file },
        why: `the unit ${service} that it starts ${unit === undefined ? 'was not found' : 'has no ExecStart'}`,
      });
    const disabled = disabledBecause(tree, name, timer);
    for (const { value, line, file } of starts) {
      entries.push({
        at: { file, line },
        scheduler: 'systemd',
        timer: name,
        enabled: disabled === undefined,
        ...(disabled === undefined ? {} : { disabledBecause: disabled }),
        user: unit?.last('Service', 'User')?.value ?? 'root',
        ...describe(unit),
        schedule: { written: times.join(' ') || 'no time', words: inWords(times, timer) },
        // Prefixes of systemd.service(5): `-` an exit code does not matter, `@` `:` `+` `!` how it is started; specifiers of templates stay.
        command: value.replace(/^[-@:+!]+/, ''),
        environment: environmentOf(unit),
        folder: unit?.last('Service', 'WorkingDirectory')?.value.replace(/^-/, '') ?? '/',
      });
    }
  }
  return { entries, ignored };
}

function timerNames(tree: HostTree): readonly string[] {
  return [...new Set(FOLDERS.flatMap((folder) => tree.list(folder).filter((name) => name.endsWith('.timer'))))].sort();
}

function findUnit(tree: HostTree, name: string): UnitFile | undefined {
  const place = FOLDERS.map((folder) => posix.join(folder, name)).find((file) => tree.find(file) !== undefined);
  if (place === undefined) return undefined;
  const more = FOLDERS.map((folder) => posix.join(folder, `${name}.d`)).flatMap((folder) =>
    tree.list(folder).map((child) => posix.join(folder, child)),
  );
  const files = [place, ...more.filter((file) => file.endsWith('.conf'))];
  return readUnit(files.map((file) => ({ file, text: tree.text(file) ?? '' })));
}

function disabledBecause(tree: HostTree, name: string, timer: UnitFile): string | undefined {
  if (name.includes('@.')) return 'it is a template without an instance';
  const wanted = timer.all('Install', 'WantedBy').flatMap(({ value }) => value.split(/\s+/));
  if (wanted.length === 0) return undefined;
  const enabled = FOLDERS.some((folder) => wanted.some((target) => tree.list(posix.join(folder, `${target}.wants`)).includes(name)));
  return enabled ? undefined : 'it is not enabled: no target wants it';
}

function describe(unit: UnitFile | undefined): { readonly comment?: string } {
  const text = unit?.last('Unit', 'Description')?.value;
  return text === undefined ? {} : { comment: text };
}

function environmentOf(unit: UnitFile | undefined): TableEntry['environment'] {
  return (unit?.all('Service', 'Environment') ?? []).flatMap(({ value, line }) =>
    [...value.matchAll(/"([A-Za-z_]\w*)=([^"]*)"|'([A-Za-z_]\w*)=([^']*)'|([A-Za-z_]\w*)=(\S*)/g)].map(([, a, b, c, d, e, f]) => ({
      name: a ?? c ?? e ?? '',
      value: b ?? d ?? f ?? '',
      line,
    })),
  );
}

/** Calendar expressions are kept as they are; the common words are said in ours. */
function inWords(times: readonly string[], timer: UnitFile): string {
  const said = times.map((time) => {
    const [key = '', value = ''] = [time.slice(0, time.indexOf('=')), time.slice(time.indexOf('=') + 1)];
    if (key === 'OnCalendar')
      return /^(minutely|hourly|daily|weekly|monthly|quarterly|semiannually|yearly|annually)$/.test(value) ? value : `at ${value}`;
    const since =
      { OnBootSec: 'the boot', OnStartupSec: 'systemd started', OnActiveSec: 'the timer started', OnUnitActiveSec: 'the last start' }[key] ??
      'the last end';
    return `${value} after ${since}`;
  });
  const late = timer.last('Timer', 'RandomizedDelaySec')?.value;
  return `${said.join(', ') || 'never'}${late === undefined || late === '0' ? '' : `, up to ${late} later`}`;
}
