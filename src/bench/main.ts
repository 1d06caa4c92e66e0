import { rmSync } from 'node:fs';
import { access, mkdir, mkdtemp, rm, stat, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import yargs from 'yargs';
import { asTwinrunError, formatError, TwinrunError } from '../model/error.ts';
import { documentToMarkdown } from '../reporters/document-to-markdown.ts';
import { writeFileAtomic } from '../runtime/atomic-file.ts';
import { systemClock } from '../runtime/clock.ts';
import { benchDocument } from './bench-document.ts';
import { type CollectResult, runCollect } from './collect/run-collect.ts';
import { packageVersion } from './contenders/of-node.ts';
import { contenders } from './contenders/registry.ts';
import { describeMachine } from './machine.ts';
import { type Bound, hasGnuTime } from './measure.ts';
import { runBench } from './run-bench.ts';
import { TASK_LIST, TASKS } from './task.ts';

/** Bytes of disk a record: both tables, and what contenders spill or sort. */
const DISK_PER_RECORD = 500;
const LARGE = 50_000_000;
/** The task that compares nothing: it has contenders of its own. */
const COLLECT = 'collect';

const options = await yargs(process.argv.slice(2))
  .scriptName('npm run bench --')
  .option('records', { type: 'number', default: 5_000_000, describe: 'records a table, about 100 bytes each' })
  .option('large', {
    type: 'boolean',
    default: false,
    describe: `one keyed diff of ${LARGE.toLocaleString('en-US')} records: memory must stay bounded`,
  })
  .option('changed', { type: 'number', default: 50, describe: 'changed cells' })
  .option('rounds', { type: 'number', default: 3, describe: 'rounds; the median counts' })
  .option('bound', { type: 'number', default: 120, describe: 'seconds that one run may take' })
  .option('task', { choices: [...TASKS, COLLECT], array: true, describe: 'only these tasks' })
  .option('only', { type: 'string', array: true, describe: 'only these contenders (and duckdb and wc, for the ratios)' })
  .option('bytes', { type: 'number', default: 500_000_000, describe: 'size of the file that is collected over SSH' })
  .option('sshd', { type: 'string', default: '/usr/sbin/sshd', describe: "OpenSSH's server, for the task collect" })
  .option('python', { type: 'string', default: 'python3', describe: 'a Python that can import polars' })
  .option('seed', { type: 'number', default: 1, describe: 'another seed gives other tables' })
  .option('folder', { type: 'string', default: tmpdir(), describe: 'where the tables are written, and removed again' })
  .option('out', { type: 'string', default: 'docs/benchmarks.md', describe: 'the Markdown file to write' })
  .option('print', { type: 'boolean', default: false, describe: 'print the tables, and write no file' })
  .strict()
  .parseAsync();

try {
  await main();
} catch (thrown) {
  const error = asTwinrunError(thrown);
  process.stderr.write(`${formatError(error)}\n`);
  process.exitCode = error.exitCode;
}

async function main(): Promise<void> {
  const records = options.large ? LARGE : options.records;
  const shape = { seed: options.seed, records, changedCells: options.changed };
  const wanted: readonly string[] = options.large ? ['diff'] : (options.task ?? [...TASKS, COLLECT]);
  const tasks = TASK_LIST.filter(({ id }) => wanted.includes(id));
  await requireDisk(options.folder, tasks.length > 0 ? records * DISK_PER_RECORD : 2 * options.bytes);
  const machine = describeMachine(systemClock.now());
  const folder = await mkdtemp(join(options.folder, 'twinrun-bench-'));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      rmSync(folder, { recursive: true, force: true });
      // Handled once: now it ends the process.
      process.kill(process.pid, signal);
    });
  }
  try {
    const bound = { clock: systemClock, seconds: options.bound, scratch: folder };
    const all = contenders({ version: (await packageVersion('twinrun')) ?? '', python: options.python });
    const asked = all.filter(({ id }) => options.only === undefined || options.only.includes(id) || id === 'duckdb' || id === 'wc');
    const versions = new Map(await Promise.all(asked.map(async (one) => [one, await one.version()] as const)));
    const measured = { ...bound, gnuTime: await hasGnuTime(bound) };
    const note = (text: string) => void process.stderr.write(`${text}\n`);
    const results = await runBench({
      shape,
      tasks,
      contenders: asked.filter((one) => versions.get(one) !== undefined),
      rounds: options.rounds,
      bound: measured,
      folder,
      note,
    });
    const bytes = tasks.length === 0 ? 0 : (await stat(join(folder, 'legacy.csv'))).size;
    const collected = wanted.includes(COLLECT) ? await collect(join(folder, COLLECT), measured, note) : undefined;
    const facts = { machine, shape, bytes, rounds: options.rounds, boundSeconds: options.bound, results, versions, collected };
    const text = documentToMarkdown(benchDocument(facts));
    if (options.print) process.stdout.write(text);
    else await writeFileAtomic(resolve(options.out), text, 0o644);
    const wrong = collected?.rows.some(({ mark }) => mark === 'wrong') ?? false;
    if (wrong || results.some(({ rows }) => rows.some(({ contender, mark }) => contender.startsWith('twinrun') && mark !== 'right')))
      process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function collect(folder: string, bound: Bound, note: (text: string) => void): Promise<CollectResult | undefined> {
  const { sshd, bytes, rounds } = options;
  if (
    !(await access(sshd).then(
      () => true,
      () => false,
    ))
  ) {
    note(`collect: there is no ${sshd}`);
    return undefined;
  }
  await mkdir(folder, { mode: 0o700 });
  return await runCollect({ sshd, bytes, rounds, bound, folder, note });
}

/** Throws `bench.disk-full` where the tables would not fit. */
async function requireDisk(folder: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= needed) return;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new TwinrunError({
    code: 'bench.disk-full',
    class: 'misuse',
    message: 'there is not enough room for the tables',
    expected: gigabytes(needed),
    received: gigabytes(bavail * bsize),
    at: { file: folder },
    fix: 'Name another folder by --folder, or fewer records by --records.',
  });
}
