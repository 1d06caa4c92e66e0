import { switchedLine } from '../../connections/crontab/crontab-text.ts';
import { cronProblem } from '../../schedule/cron-line.ts';
import { type CrontabForm, type CrontabJob, disabledJob, readCrontabLine } from './crontab-line.ts';
import type { EnvironmentLine, TableEntry, TableReading } from './table-entry.ts';

interface Table {
  readonly file: string;
  readonly text: string;
  readonly form: CrontabForm;
  /** Whose table it is, in the user's form. */
  readonly owner?: string;
}

/** All entries of one crontab, those that were commented out among them. Never throws, whatever the text holds. */
export function readCrontab({ file, text, form, owner = 'root' }: Table): TableReading {
  const entries: TableEntry[] = [];
  const ignored: { at: { file: string; line?: number }; why: string }[] = [];
  const environment: EnvironmentLine[] = [];
  let comments: string[] = [];
  const lines = text.split('\n');
  const unfinished = lines.at(-1) !== '' ? lines.length : undefined;
  const entryOf = (job: CrontabJob, line: number, disabled?: string): TableEntry => ({
    at: { file, line },
    scheduler: 'cron',
    enabled: disabled === undefined,
    ...(disabled === undefined ? {} : { disabledBecause: disabled }),
    user: job.user ?? owner,
    ...(comments.length === 0 ? {} : { comment: comments.join('\n') }),
    schedule: scheduleOf(job.schedule, environment),
    command: job.command,
    ...(job.stdin === undefined ? {} : { stdin: job.stdin }),
    environment: [...environment],
  });
  for (const [index, content] of lines.entries()) {
    const line = index + 1;
    const read = readCrontabLine(content, form);
    if (read.kind === 'comment') {
      const switched = switchedLine(content, '');
      const job = disabledJob(switched ?? content, form);
      if (job === undefined) comments.push(read.text);
      else {
        entries.push(entryOf(job, line, switched === undefined ? 'it is commented out' : 'Twinrun switched it off'));
        comments = [];
      }
      continue;
    }
    if (read.kind === 'environment') environment.push({ name: read.name, value: read.value, line });
    if (read.kind === 'bad') ignored.push({ at: { file, line }, why: read.why });
    if (read.kind === 'job') entries.push(entryOf(read, line, line === unfinished ? 'the last line has no end: cron passes over it' : undefined));
    comments = [];
  }
  return { entries, ignored };
}

function scheduleOf(written: string, environment: readonly EnvironmentLine[]): TableEntry['schedule'] {
  const zone = environment.findLast(({ name }) => name === 'CRON_TZ')?.value;
  return { written, ...(cronProblem(written) === undefined ? { cron: written } : {}), ...(zone === undefined || zone === '' ? {} : { zone }) };
}
