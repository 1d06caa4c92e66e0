import type { HostTree } from '../tree/host-tree.ts';
import { shellTextOf } from './systemd-command.ts';
import { findUnit, isWanted, timerNames } from './systemd-units.ts';
import type { TableEntry, TableReading } from './table-entry.ts';
import type { UnitFile } from './unit-file.ts';

const TIMES = ['OnCalendar', 'OnActiveSec', 'OnBootSec', 'OnStartupSec', 'OnUnitActiveSec', 'OnUnitInactiveSec'];

/** What a service runs before and after its program. */
const BESIDE = ['ExecCondition', 'ExecStartPre', 'ExecStartPost'];

/** Timers, each with the commands of the service that it starts. A template (`x@.timer`) fires for its instances only. */
export function readSystemdTimers(tree: HostTree): TableReading {
  const entries: TableEntry[] = [];
  const ignored: TableReading['ignored'][number][] = [];
  for (const name of timerNames(tree)) {
    const timer = findUnit(tree, name);
    if (timer === 'masked') ignored.push({ at: { file: name }, why: 'systemd passes over it: it is masked, or a link that leads nowhere' });
    if (timer === 'masked' || timer === undefined) continue;
    const service = timer.last('Timer', 'Unit')?.value ?? name.replace(/\.timer$/, '.service');
    const found = findUnit(tree, service);
    const unit = found === 'masked' ? undefined : found;
    const starts = unit?.all('Service', 'ExecStart') ?? [];
    if (unit === undefined || starts.length === 0)
      ignored.push({
        at: { file: timer.file },
        why: `the unit ${service} that it starts ${found === undefined ? 'was not found' : found === 'masked' ? 'is masked' : 'has no ExecStart'}`,
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
        schedule: scheduleOf(timer),
        command: shellTextOf(value),
        beside: BESIDE.flatMap((key) => unit?.all('Service', key) ?? []).map((one) => ({
          command: shellTextOf(one.value),
          at: { file: one.file, line: one.line },
        })),
        settings: (unit?.all('Service', 'EnvironmentFile') ?? []).map((one) => ({
          path: one.value.replace(/^-/, ''),
          optional: one.value.startsWith('-'),
          at: { file: one.file, line: one.line },
        })),
        environment: environmentOf(unit),
        folder: unit?.last('Service', 'WorkingDirectory')?.value.replace(/^-/, '') ?? '/',
      });
    }
  }
  return { entries, ignored };
}

function scheduleOf(timer: UnitFile): TableEntry['schedule'] {
  const times = TIMES.flatMap((key) => timer.all('Timer', key).map(({ value }) => `${key}=${value}`));
  const calendars = timer.all('Timer', 'OnCalendar').map(({ value }) => value);
  return { written: times.join(' ') || 'no time', words: inWords(times, timer), ...(calendars.length === 0 ? {} : { calendars }) };
}

function disabledBecause(tree: HostTree, name: string, timer: UnitFile): string | undefined {
  if (name.includes('@.')) return 'it is a template without an instance';
  const installs = ['WantedBy', 'RequiredBy'].some((key) => timer.all('Install', key).length > 0);
  return !installs || isWanted(tree, name) ? undefined : 'it is not enabled: no target wants it';
}

function describe(unit: UnitFile | undefined): { readonly comment?: string } {
  const text = unit?.last('Unit', 'Description')?.value;
  return text === undefined ? {} : { comment: text };
}

function environmentOf(unit: UnitFile | undefined): TableEntry['environment'] {
  return (unit?.all('Service', 'Environment') ?? []).flatMap(({ value, line, file }) =>
    [...value.matchAll(/"([A-Za-z_]\w*)=([^"]*)"|'([A-Za-z_]\w*)=([^']*)'|([A-Za-z_]\w*)=(\S*)/g)].map(([, a, b, c, d, e, f]) => ({
      name: a ?? c ?? e ?? '',
      value: b ?? d ?? f ?? '',
      file,
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
