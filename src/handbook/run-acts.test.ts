import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Probe } from '../model/probe.ts';
import type { Registries } from '../model/registries.ts';
import type { Person } from '../model/step-kind.ts';
import { commandStep } from '../playbooks/command-step.ts';
import { manualStep } from '../playbooks/manual-step.ts';
import { processRunner } from '../runners/process-runner.ts';
import type { JournalEntry } from '../store/journal-file.ts';
import { testContext } from '../testing/context.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import type { Act } from './act.ts';
import { ActJournal, mayHaveActed } from './act-journal.ts';
import type { ActWork } from './act-work.ts';
import { runActs } from './run-acts.ts';

const fileProbe: Probe<{ readonly path: string }> = {
  kind: 'file',
  config: undefined as never,
  read: async ({ path }) => readFileSync(path, 'utf8'),
};
const registries = {
  steps: { local: commandStep('local', processRunner, undefined as never), manual: manualStep },
  probes: { file: fileProbe },
} as unknown as Pick<Registries, 'steps' | 'probes'>;

class Crash extends Error {}

/** A journal in memory whose writer dies at line `dies`, before or after the line is on disk. */
function memory(lines: JournalEntry[], dies = Number.POSITIVE_INFINITY, written = true) {
  let count = 0;
  const write = async (entry: JournalEntry) => {
    count += 1;
    if (count > dies) throw new Crash();
    if (count < dies || written) lines.push(entry);
    if (count === dies) throw new Crash();
  };
  return new ActJournal({ write }, [...lines], testContext().clock);
}

/** Answers in turn, and keeps what was asked. */
function scripted(answers: readonly (string | undefined)[]): Person & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    name: 'op@here',
    asked,
    choose: async (question, words) => {
      const said = answers[asked.length];
      asked.push(question);
      return said !== undefined && words.includes(said) ? said : undefined;
    },
  };
}

class Bench {
  readonly folder = temporaryFolder();
  readonly lines: JournalEntry[] = [];
  readonly x = testContext();
  readonly log = join(this.folder, 'done');

  constructor() {
    mkdirSync(join(this.folder, 'acts'));
  }

  /** An act that says that it was done by a letter in `done`. */
  act(letter: string, change: Partial<Act> & { readonly script?: string } = {}): Act {
    const { script = `printf ${letter} >> ${this.log}`, ...rest } = change;
    const step = { kind: 'local', config: { command: ['/bin/sh', '-c', script], folder: '.', path: '/usr/bin:/bin' } };
    return { id: letter, title: `do ${letter}`, step, timeoutMs: 20_000, repeat: 'safe', environment: {}, ...rest };
  }

  asking(script: string) {
    return { kind: 'local', config: { command: ['/bin/sh', '-c', script], folder: '.', path: '/usr/bin:/bin' } };
  }

  work(change: Partial<ActWork> = {}): ActWork {
    const legacy = { runner: { kind: 'process', config: {} }, schedule: { cron: '0 0 * * *', zone: 'UTC' } };
    const head = { id: 'r1', folder: this.folder, journal: memory(this.lines), registries, x: this.x, legacy, approved: false };
    return { ...head, tell: () => {}, ...change };
  }

  done(): string {
    return existsSync(this.log) ? readFileSync(this.log, 'utf8') : '';
  }
}

const statuses = (end: { readonly results: readonly { readonly status: string }[] }) => end.results.map(({ status }) => status);

describe('acts of a plan', () => {
  it('are done in order, each between two lines of the journal, and never again', async () => {
    const bench = new Bench();
    const acts = [bench.act('a'), bench.act('b')];
    expect(await runActs(acts, bench.work())).toMatchObject({ status: 'done' });
    expect(bench.lines.map(({ type, act }) => `${type} ${act}`)).toEqual([
      ...['act.intended a', 'process.started a', 'act.ended a', 'act.intended b', 'process.started b', 'act.ended b'],
    ]);
    expect(await runActs(acts, bench.work())).toMatchObject({ status: 'done' });
    expect(bench.done()).toBe('ab');
  });

  it('stop at the first that fails, say what it said, and go on there once it is mended', async () => {
    const bench = new Bench();
    const bad = bench.act('b', { script: 'echo no room >&2; exit 7' });
    const end = await runActs([bench.act('a'), bad, bench.act('c')], bench.work());
    expect({ status: end.status, all: statuses(end) }).toEqual({ status: 'failed', all: ['ok', 'failed', 'not-begun'] });
    expect(end.results[1]?.text).toMatch(/exited 7.*no room/s);
    expect(end.next).toContain('--resume');
    expect(await runActs([bench.act('a'), bench.act('b'), bench.act('c')], bench.work())).toMatchObject({ status: 'done' });
    expect(bench.done()).toBe('abc');
  });

  it('are not begun without their precondition, and nothing is asked or written then', async () => {
    const bench = new Bench();
    const end = await runActs([bench.act('a', { precondition: bench.asking('echo partner has it; exit 1') })], bench.work());
    expect(end).toMatchObject({ status: 'blocked', next: expect.stringContaining('partner has it') });
    expect({ done: bench.done(), lines: bench.lines }).toEqual({ done: '', lines: [] });
  });

  it.each([
    ['the words', 'DELIVER', 'done', 'a'],
    ['other words', 'deliver', 'blocked', ''],
    ['nothing', undefined, 'blocked', ''],
  ] as const)('that cannot be taken back need %s typed', async (_, said, status, done) => {
    const bench = new Bench();
    const person = scripted([said]);
    expect(await runActs([bench.act('a', { confirm: 'DELIVER' })], bench.work({ person }))).toMatchObject({ status });
    expect({ done: bench.done(), asked: person.asked.length }).toEqual({ done, asked: 1 });
  });

  it('that cannot be taken back are not done where nobody is, unless the plan was agreed to by its hash', async () => {
    const bench = new Bench();
    const acts = [bench.act('a', { repeat: 'never' })];
    expect(await runActs(acts, bench.work())).toMatchObject({ status: 'blocked', next: expect.stringContaining('nobody was there') });
    expect(bench.done()).toBe('');
    expect(await runActs(acts, bench.work({ approved: true }))).toMatchObject({ status: 'done' });
  });

  it('are stopped on a cancel, whole, and gone on with', async () => {
    const bench = new Bench();
    const slow = bench.act('a', { script: `sleep 30; printf a >> ${bench.log}` });
    const running = runActs([slow, bench.act('b')], bench.work());
    await expect.poll(() => bench.lines.some(({ type }) => type === 'process.started')).toBe(true);
    bench.x.abort();
    expect(statuses(await running)).toEqual(['cancelled', 'not-begun']);
    const again = await runActs([bench.act('a'), bench.act('b')], bench.work({ x: testContext() }));
    expect({ status: again.status, done: bench.done() }).toEqual({ status: 'done', done: 'ab' });
  });

  it('of a person end on their word alone', async () => {
    const bench = new Bench();
    const act = bench.act('a', { step: { kind: 'manual', config: 'call the partner' }, repeat: 'ask' });
    expect(statuses(await runActs([act], bench.work({ person: scripted([undefined]) })))).toEqual(['failed']);
    expect(await runActs([act], bench.work({ person: scripted(['again', 'done']) }))).toMatchObject({ status: 'done' });
  });
});

describe('a snapshot and its restore', () => {
  const state = (bench: Bench) => join(bench.folder, 'state');
  const acts = (bench: Bench, restore: string): readonly Act[] => {
    const probe = { kind: 'file', config: { path: state(bench) } };
    return [
      bench.act('snapshot', { script: `cp ${state(bench)} ${state(bench)}.kept`, probe: { use: 'remember', probe } }),
      bench.act('a', { script: `printf changed > ${state(bench)}` }),
      bench.act('restore', { script: restore.replaceAll('STATE', state(bench)), probe: { use: 'compare', probe } }),
    ];
  };

  it('are proven by the probe', async () => {
    const bench = new Bench();
    writeFileSync(state(bench), 'as it was');
    const end = await runActs(acts(bench, 'cp STATE.kept STATE'), bench.work());
    expect({ status: end.status, text: end.results[2]?.text }).toEqual({
      status: 'done',
      text: expect.stringContaining('says the same as before the snapshot'),
    });
  });

  it('fail where the probe says something else, though the command succeeded', async () => {
    const bench = new Bench();
    writeFileSync(state(bench), 'as it was');
    const end = await runActs(acts(bench, 'printf almost > STATE'), bench.work());
    expect({ status: end.status, text: end.results[2]?.text }).toEqual({
      status: 'failed',
      text: 'the probe said as it was before the snapshot, and says almost after the restore',
    });
  });

  it('are in doubt where the probe cannot be read', async () => {
    const bench = new Bench();
    writeFileSync(state(bench), 'as it was');
    expect(await runActs(acts(bench, 'rm STATE'), bench.work())).toMatchObject({ status: 'blocked' });
  });
});

describe('an act whose process died', () => {
  /** Runs until the journal dies at a line; then nothing of it goes on. */
  async function crash(acts: readonly Act[], bench: Bench, dies: number, written: boolean): Promise<boolean> {
    try {
      await runActs(acts, bench.work({ journal: memory(bench.lines, dies, written) }));
      return false;
    } catch (thrown) {
      if (!(thrown instanceof Crash)) throw thrown;
      return true;
    }
  }

  it('is never skipped and never done twice, at whatever line it died, however often', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 7 }), fc.boolean()), { minLength: 1, maxLength: 3 }),
        fc.constantFrom('safe', 'never', 'ask' as const),
        async (deaths, repeat) => {
          const bench = new Bench();
          // It looks for itself: what it did shows.
          const acts = ['a', 'b'].map((letter) => bench.act(letter, { repeat, doneWhen: bench.asking(`grep -q ${letter} ${bench.log}`) }));
          for (const [dies, written] of deaths)
            await crash(
              acts.map((act) => ({ ...act, repeat: 'safe' as const })),
              bench,
              dies,
              written,
            );
          const end = await runActs(acts, bench.work({ approved: true }));
          // Without a word, what must not be repeated is left in doubt where nothing shows that it was done.
          if (end.status === 'done') expect(bench.done()).toBe('ab');
          else {
            expect({ repeat: repeat !== 'safe', next: end.next }).toEqual({ repeat: true, next: expect.stringContaining('--settle') });
            expect(['', 'a']).toContain(bench.done());
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it.each([
    ['done', undefined, 'done', ''],
    ['again', undefined, 'done', 'a'],
    [undefined, undefined, 'blocked', ''],
  ] as const)('and that shows nothing is for a person to say: %s', async (said, _, status, done) => {
    const bench = new Bench();
    bench.lines.push({ type: 'act.intended', act: 'a', attempt: 'r1.a.1', at: '2026-03-31T00:00:00.000Z' });
    const act = bench.act('a', { repeat: 'ask' });
    expect(await runActs([act], bench.work({ person: scripted([said]) }))).toMatchObject({ status });
    expect(bench.done()).toBe(done);
  });

  it('and was settled on the command line is done, or done again', async () => {
    for (const [as, done] of [
      ['done', ''],
      ['not-done', 'a'],
    ]) {
      const bench = new Bench();
      bench.lines.push({ type: 'act.intended', act: 'a', attempt: 'r1.a.1', at: '2026-03-31T00:00:00.000Z' });
      bench.lines.push({ type: 'act.settled', act: 'a', as, by: 'op@here', text: 'looked', at: '2026-03-31T00:01:00.000Z' });
      const end = await runActs([bench.act('a', { repeat: 'never' })], bench.work({ approved: true }));
      expect({ status: end.status, done: bench.done() }).toEqual({ status: 'done', done });
    }
  });

  it.each([
    ['still runs when it is looked for', 3, []],
    ['has ended by then', 1, [{ type: 'act.ended', act: 'a', attempt: 'r1.a.1', status: 'unknown', living: true, text: 'lost' }]],
  ])(
    'and %s, though a person called it not done before its end was seen, is for them to look at again: it is not done twice',
    async (_, ends, lost) => {
      const bench = new Bench();
      let looks = 0;
      // It goes on after its process died: it is done when it is first seen to have ended.
      const resume = async () => {
        looks += 1;
        if (looks === ends) writeFileSync(bench.log, 'a');
        return { status: 'unknown', text: 'seen', living: looks < ends } as const;
      };
      const steps = { local: { ...registries.steps.local, resume } } as never;
      const x = { ...bench.x, clock: { ...bench.x.clock, sleep: async () => {} } };
      const go = () => runActs([bench.act('a', { repeat: 'never' })], bench.work({ approved: true, registries: { steps, probes: {} }, x }));
      const settle = (as: string) => bench.lines.push({ type: 'act.settled', act: 'a', as, by: 'op@here', text: 'looked' });
      bench.lines.push({ type: 'act.intended', act: 'a', attempt: 'r1.a.1', at: '2026-03-31T00:00:00.000Z' }, ...lost);
      settle('not-done');
      expect(await go()).toMatchObject({ status: 'blocked', next: expect.stringContaining('look again') });
      expect(mayHaveActed('a', bench.lines)).toBe(true);
      // Nor without another word, which then counts.
      expect(await go()).toMatchObject({ status: 'blocked' });
      settle('done');
      expect(await go()).toMatchObject({ status: 'done' });
      expect(bench.done()).toBe('a');
    },
  );

  it('keeps the secrets of what it said out of journal and files', async () => {
    const bench = new Bench();
    bench.x.secrets.register('hunter2-long');
    await runActs([bench.act('a', { script: 'echo hunter2-long; exit 1' })], bench.work());
    expect(JSON.stringify(bench.lines)).not.toContain('hunter2');
    for (const file of ['acts/r1.a.1.json', 'acts/r1.a.1.log']) expect(readFileSync(join(bench.folder, file), 'utf8')).not.toContain('hunter2');
  });
});
