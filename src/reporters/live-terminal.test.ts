import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventBody, PlannedStep, RunEvent } from '../model/event.ts';
import { message } from '../model/message.ts';
import type { Verdict } from '../model/verdict.ts';
import { widthOf } from './fit.ts';
import { foldEvents } from './fold-events.ts';
import { makeLiveReporter } from './live-terminal.ts';
import { runStateToJson } from './run-state-to-json.ts';
import type { Ticker } from './ticker.ts';

const START = Date.parse('2026-01-02T03:04:05.000Z');

function step(id: string, title: string, side?: PlannedStep['side']): PlannedStep {
  return { step: id, title: message('step', title), details: [], ...(side === undefined ? {} : { side }) };
}

const VERDICT: Verdict = {
  schema: 'twinrun.verdict/1',
  run: 'r1',
  scenario: 'export',
  seal: 'c'.repeat(64),
  status: 'pass',
  allowed: 2,
  notComparable: [],
  notes: [],
  findings: [],
  checks: [],
};

function events(bodies: readonly (readonly [number, EventBody])[], run = 'r1'): RunEvent[] {
  return bodies.map(([ms, body], seq) => ({ v: 1, run, seq, at: new Date(START + ms).toISOString(), ...body }));
}

const PLAN = [
  step('take.legacy-1', 'take legacy-1', 'legacy'),
  step('take.candidate-1', 'take candidate-1', 'candidate'),
  step('seal', 'seal the evidence'),
];

const RUN = events([
  [0, { type: 'run.started', scenario: 'export', plan: PLAN }],
  [0, { type: 'step.intended', step: 'take.legacy-1', side: 'legacy' }],
  [10, { type: 'step.intended', step: 'take.candidate-1', side: 'candidate' }],
  [400, { type: 'output', step: 'take.legacy-1', text: '\u001b[2J\u001b[Hwrote 山田.csv\r\n' }],
  [500, { type: 'progress', step: 'take.legacy-1', done: 12345, unit: 'rows' }],
  [1200, { type: 'step.finished', step: 'take.legacy-1', side: 'legacy', outcome: { status: 'ok', outcome: { kind: 'exited', exitCode: 0 } } }],
  [1500, { type: 'progress', step: 'take.candidate-1', done: 1_500_000, total: 3_000_000, unit: 'bytes' }],
  [65_000, { type: 'step.finished', step: 'take.candidate-1', side: 'candidate', outcome: { status: 'failed', text: 'exited 1' } }],
  [65_100, { type: 'step.finished', step: 'late', outcome: { status: 'cancelled' } }],
  [65_200, { type: 'check.judged', check: { id: 'exit-code', title: message('t', 'Exit'), scope: 'outcome', options: {}, status: 'fail' } }],
  [65_300, { type: 'run.finished', verdict: VERDICT, folder: '/reports/export/r1', outcome: 'completed' }],
]);

/** A terminal as xterm would show it, as far as the reporter uses it: carriage return, newline, cursor up, erase to the end. */
class Terminal {
  readonly isTTY = true;
  columns = 60;
  rows = 24;
  lines: string[] = [''];
  #row = 0;
  #fresh = true;
  raw = '';

  write(text: string): void {
    this.raw += text;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal's language is made of them
    for (const [token] of text.matchAll(/\u001b\[\d*[A-Za-z]|\r|\n|[^\u001b\r\n]+/g)) this.#obey(token);
  }

  #obey(token: string): void {
    const up = /\[(\d+)A$/.exec(token);
    if (up !== null) this.#row = Math.max(0, this.#row - Number(up[1]));
    else if (token === '\u001b[J') this.lines.splice(this.#row, Number.POSITIVE_INFINITY, '');
    else if (token === '\n') this.#row += 1;
    else if (!token.startsWith('\u001b') && token !== '\r') this.lines[this.#row] = `${this.#fresh ? '' : this.lines[this.#row]}${token}`;
    if (!token.startsWith('\u001b')) this.#fresh = token === '\n' || token === '\r';
  }

  get shown(): string {
    return this.lines.join('\n').trimEnd();
  }
}

function ticking(): Ticker & { at(ms: number): void; ticks: number } {
  let now = START;
  const ticks = new Set<() => void>();
  return {
    now: () => new Date(now),
    every(_ms, tick) {
      ticks.add(tick);
      return () => ticks.delete(tick);
    },
    at(ms) {
      now = START + ms;
      for (const tick of ticks) tick();
    },
    get ticks() {
      return ticks.size;
    },
  };
}

const PLAIN = { colour: false, width: 60 };

describe('the fold', () => {
  it('keeps each step with its status, times, progress and last line', () => {
    const state = foldEvents(RUN.slice(0, 7));
    expect(state?.steps).toMatchObject([
      {
        step: 'take.legacy-1',
        status: 'ok',
        startedAt: RUN[1]?.at,
        finishedAt: RUN[5]?.at,
        progress: { done: 12345 },
        lastLine: expect.stringContaining('山田'),
      },
      { step: 'take.candidate-1', status: 'running', progress: { done: 1_500_000, total: 3_000_000, unit: 'bytes' } },
      { step: 'seal', status: 'waiting' },
    ]);
    expect(foldEvents([])).toBeUndefined();
  });

  it('gives the document of --json', () => {
    const json = runStateToJson(foldEvents(RUN) ?? expect.fail());
    expect(json).toMatchObject({ schema: 'twinrun.rehearsal/1', run: 'r1', scenario: 'export', status: 'pass', allowed: 2, outcome: 'completed' });
    expect(json.steps.map((one) => [one.step, one.status, one.durationMs])).toEqual([
      ['take.legacy-1', 'ok', 1200],
      ['take.candidate-1', 'failed', 64_990],
      ['seal', 'waiting', null],
      ['late', 'cancelled', null],
    ]);
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  });

  it('never calls a run that did not finish a pass', () => {
    const json = runStateToJson(foldEvents(RUN.slice(0, -1)) ?? expect.fail());
    expect(json).toMatchObject({ status: 'inconclusive', outcome: 'interrupted', verdict: null, folder: null });
  });
});

describe('without a terminal', () => {
  it('prints a line for each finished step and check, and no cursor codes', () => {
    let text = '';
    const reporter = makeLiveReporter({ write: (more) => (text += more) }, PLAIN, ticking());
    for (const event of RUN) reporter.onEvent(event);
    reporter.close();
    expect(text).toMatchInlineSnapshot(`
      "export  run r1
      ok   take legacy-1  exited 0 in 1.2 s
      failed take candidate-1  exited 1 in 1 min 05 s
      cancelled late
      FAIL exit-code
      PASS, with 2 allowed export  /reports/export/r1
      "
    `);
  });
});

describe('on a terminal', () => {
  it('shows the run as it stands', () => {
    const [terminal, ticker] = [new Terminal(), ticking()];
    const reporter = makeLiveReporter(terminal, PLAIN, ticker);
    for (const event of RUN.slice(0, 5)) reporter.onEvent(event);
    ticker.at(600);
    expect(terminal.shown).toMatchInlineSnapshot(`
      "export  r1  0.6 s
        ⠦ take legacy-1  12,345 rows                        0.6 s
            │ \\x1b[2J\\x1b[Hwrote 山田.csv
        ⠦ take candidate-1                                  0.6 s
        · seal the evidence"
    `);
    for (const event of RUN.slice(5)) reporter.onEvent(event);
    ticker.at(65_300);
    reporter.close();
    reporter.close();
    expect(terminal.shown).toMatchInlineSnapshot(`
      "export  r1  1 min 05 s  PASS, with 2 allowed
        ✔ take legacy-1  exited 0, 12,345 rows              1.2 s
        ✖ take candidate-1  exited 1, 1.5 MB of 3.0…   1 min 05 s
        · seal the evidence
        ■ late  cancelled
        FAIL  exit-code"
    `);
    expect(ticker.ticks).toBe(0);
  });

  it('draws in place, also when the window becomes narrower and lower', () => {
    const [terminal, ticker] = [new Terminal(), ticking()];
    const reporter = makeLiveReporter(terminal, { ...PLAIN, colour: true }, ticker);
    for (const event of RUN.slice(0, 5)) reporter.onEvent(event);
    for (let ms = 600; ms < 3000; ms += 100) ticker.at(ms);
    expect(terminal.lines.filter((line) => line.includes('take legacy-1'))).toHaveLength(1);
    terminal.rows = 4;
    ticker.at(3000);
    expect(terminal.shown.split('\n').length).toBeLessThan(4);
  });

  it('is never corrupted by what a batch prints', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }), fc.integer({ min: 21, max: 100 }), (texts, columns) => {
        const [terminal, ticker] = [new Terminal(), ticking()];
        terminal.columns = columns;
        const reporter = makeLiveReporter(terminal, { colour: true, width: columns }, ticker);
        for (const event of RUN.slice(0, 3)) reporter.onEvent(event);
        for (const text of texts) for (const event of events([[700, { type: 'output', step: 'take.legacy-1', text }]])) reporter.onEvent(event);
        ticker.at(800);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: only what the reporter itself sends may be left
        const foreign = terminal.raw.replace(/\u001b\[(\d+m|\d+A|K|J)|\r|\n/g, '');
        // biome-ignore lint/suspicious/noControlCharactersInRegex: and that is what must not be there
        expect(foreign).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
        for (const line of stripVTControlCharacters(terminal.raw).split('\n')) expect(widthOf(line)).toBeLessThan(columns);
      }),
      { numRuns: 40 },
    );
  });

  it('shows several runs at once', () => {
    const [terminal, ticker] = [new Terminal(), ticking()];
    const reporter = makeLiveReporter(terminal, PLAIN, ticker);
    for (const run of ['r1', 'r2'])
      for (const event of events([[0, { type: 'run.started', scenario: `export of ${run}`, plan: PLAN }]], run)) reporter.onEvent(event);
    reporter.close();
    expect(reporter.states().map((state) => state.run)).toEqual(['r1', 'r2']);
    expect(terminal.shown).toContain('export of r1');
    expect(terminal.shown).toContain('export of r2');
  });
});
