import { readCrontabLine } from './crontab-line.ts';
import type { EnvironmentLine, TableEntry, TableReading } from './table-entry.ts';

const WORDS: Readonly<Record<string, string>> = {
  '@daily': 'every day',
  '@weekly': 'every 7 days',
  '@monthly': 'once a month',
  '@yearly': 'once a year',
  '@annually': 'once a year',
};

/** Jobs of anacrontab(5): `period delay identifier command`. They have no time of day: anacron starts them when the host is up. */
export function readAnacrontab(file: string, text: string): TableReading {
  const entries: TableEntry[] = [];
  const ignored: TableReading['ignored'][number][] = [];
  const environment: EnvironmentLine[] = [];
  for (const [index, content] of text.split('\n').entries()) {
    const line = index + 1;
    const off = /^\s*#+\s*(?=\S+\s+\d+\s+\S+\s+[./\w])/.test(content);
    const job = /^\s*(\d+|@[a-z]+)\s+(\d+)\s+(\S+)\s+(.*\S)\s*$/.exec(off ? content.replace(/^[\s#]+/, '') : content);
    if (job !== null) {
      const [, period = '', delay = '', , command = ''] = job;
      entries.push({
        at: { file, line },
        scheduler: 'anacron',
        enabled: !off,
        ...(off ? { disabledBecause: 'it is commented out' } : {}),
        user: 'root',
        schedule: { written: `${period} ${delay}`, words: `${WORDS[period] ?? `every ${period} days`}, ${delay} minutes after anacron starts` },
        command,
        environment: [...environment],
        folder: '/',
      });
      continue;
    }
    const read = readCrontabLine(content, 'user');
    if (read.kind === 'environment') environment.push({ name: read.name, value: read.value, line });
    else if (read.kind !== 'blank' && read.kind !== 'comment') ignored.push({ at: { file, line }, why: 'it is no job of anacron' });
  }
  return { entries, ignored };
}
