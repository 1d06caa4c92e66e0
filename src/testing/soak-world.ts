import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeConnections } from '../connections/connections.ts';
import { makeRegistries } from '../kinds.ts';
import type { Clock } from '../model/clock.ts';
import type { RunEvent } from '../model/event.ts';
import type { Starters } from '../model/soak-record.ts';
import type { Store } from '../model/store.ts';
import type { World } from '../model/world.ts';
import { loadScenario } from '../scenario/load-scenario.ts';
import { type SoakAnswer, soak } from '../soak/soak.ts';
import { soakRuleOf } from '../soak/soak-rule.ts';
import { makeDiskStore } from '../store/disk-store.ts';
import { readLedger } from '../store/read-ledger.ts';
import { testContext } from './context.ts';

const HOUR = 3_600_000;
const CANDIDATE_ON: Starters = {
  status: 'pass',
  text: 'the candidate side is on, the other is off',
  starters: [
    { side: 'legacy', what: 'a line', state: 'off', text: '' },
    { side: 'candidate', what: 'a schedule', state: 'on', text: '' },
  ],
};

/** A clock that is set by hand; who sleeps on it finds the time over. */
export function handClock(at: string): Clock & { set(at: string): void } {
  let [now, mark] = [Date.parse(at), 0];
  return {
    now: () => new Date(now),
    monotonic: () => mark,
    async sleep(ms) {
      now += ms;
      mark += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
    set: (text) => {
      now = Date.parse(text);
    },
  };
}

interface Settings {
  /** Beside mode, deadline and runner. */
  readonly soak?: string;
  readonly mode?: 'shadow' | 'alone';
  readonly rerun?: string;
  readonly idempotent?: boolean;
  readonly effects?: string;
  /** What legacy does, in shell, beside writing `$OUT`. */
  readonly legacy?: string;
  /** The table that legacy writes. */
  readonly legacyRows?: number;
  readonly checks?: string;
  /** Of legacy, beside `OUT`: `, NAME: value`. */
  readonly environment?: string;
  /** Where the candidate's output is collected; default: the very file that is observed. */
  readonly place?: string;
  /** What is observed; default: `<date>.csv`. */
  readonly observed?: string;
  /** Default: a folder. */
  readonly store?: Store;
}

/**
 * A batch at 01:30 UTC each day with a deadline of an hour, judged in this process by a clock that is set by hand: a month takes a second. Its sides and its store are real, only
 * the reading of crontab and schedules is given.
 */
export async function soakWorld(folder: string, settings: Settings = {}) {
  const at = join(folder, 'scenarios', 'export');
  mkdirSync(at, { recursive: true });
  mkdirSync(join(folder, 'out'), { recursive: true });
  const { mode = 'alone', idempotent = true, effects = '{}', legacy = '', legacyRows = 100 } = settings;
  const never = '{ mode: safe, reason: writes only its own file }';
  writeFileSync(
    join(at, 'legacy.sh'),
    `${legacy}\n{ echo id,v; seq 1 ${legacyRows} | sed 's/$/,a/'; } > "$OUT"\ntouch -d "@$(cat ${folder}/out/now)" "$OUT"\n`,
  );
  const file = `${folder}/out/${settings.observed ?? '{{date}}.csv'}`;
  writeFileSync(
    join(at, 'scenario.yaml'),
    `schema: twinrun.scenario/1
id: export
purpose: { what: a table, why: a test, owner: data team, neededUntil: open }
schedule: { cron: "30 1 * * *", zone: UTC }
businessDate: { zone: UTC, offset: 0d, mode: injected }
idempotent: ${idempotent}
rerun: { legacy: ${settings.rerun ?? never}, candidate: ${never} }
effects: ${effects}
sides:
  legacy: { timeout: 20s, runner: { ${settings.rerun === undefined ? `process: { command: [/bin/sh, ${at}/legacy.sh] }` : `observe: { file: { path: "${file}" } }`} }, environment: { OUT: "${folder}/out/legacy.csv"${settings.environment ?? ''} } }
  candidate: { timeout: 20s, runner: { process: { command: [/bin/false] } } }
outputs: { table: { format: { csv: { key: [id] } }, legacy: { file: { quiet: 1ms, path: "${folder}/out/legacy.csv" } }, candidate: { file: { quiet: 1ms, path: "${folder}/out/rehearsed.csv" } } } }
checks: ${settings.checks ?? '[{ freshness: { output: table } }, { row-count: { output: table } }, { keyed-rows: { output: table } }]'}
impact: { who: nobody, what: nothing, urgency: 1d, onCall: team, owner: team, partnerContact: none }
rollback: { possible: false, reason: a test }
cutover:
  cron: [{ host: batch, contains: export }]
  schedules: [{ name: export }]
  first: { run: { manual: run it }, environment: {}, judge: [export-held], release: [{ manual: release it }] }
soak:
  mode: ${mode}
  deadline: 1h
  runner: { observe: { file: { path: "${file}" }, doneWhen: { quiet: 1s } } }
  places: { table: { file: { quiet: 1ms, path: "${settings.place === undefined ? file : `${folder}/out/${settings.place}`}" } } }
${settings.soak ?? '  runs: 10\n  days: 14'}
`,
  );
  const clock = handClock('2026-11-01T00:00:00Z');
  const x = { ...testContext(), clock };
  const world: World = { kind: 'real', hosts: {}, databases: {}, aws: {} };
  const registries = makeRegistries(makeConnections(world, x));
  const loaded = await loadScenario(at, registries);
  const store: Store = settings.store ?? makeDiskStore(join(folder, 'reports'), x);
  const rule = () => soakRuleOf(loaded.scenario);

  /** The candidate's natural run of a day: so many rows, done so long after its fire. */
  const run = (day: string, rows = 100, afterMs = 10 * 60_000, cell = 'a') => {
    const path = join(folder, 'out', (settings.observed ?? '{{date}}.csv').replace('{{date}}', day));
    writeFileSync(path, `id,v\n${Array.from({ length: rows }, (_, index) => `${index + 1},${cell}\n`).join('')}`);
    const done = new Date(Date.parse(`${day}T01:30:00Z`) + afterMs);
    utimesSync(path, done, done);
  };
  /** Asks at a time of day. */
  const ask = async (
    when: string,
    more: {
      readonly since?: string;
      readonly mode?: 'alone';
      readonly store?: Store;
      readonly starters?: Starters | (() => Starters);
      readonly signal?: AbortSignal;
      readonly onEvent?: (event: RunEvent) => void;
      /** How long it waits for a run that is not over, by the machine's clock, ms. While it waits, the clock that is set by hand runs ahead. */
      readonly waitMs?: number;
    } = {},
  ): Promise<SoakAnswer> => {
    clock.set(when);
    writeFileSync(join(folder, 'out', 'now'), String(Math.floor(Date.parse(when) / 1000) + 1));
    return await soak(
      {
        ...{
          loaded,
          rule: { ...rule(), ...(more.mode === undefined ? {} : { mode: more.mode }) },
          world,
          registries,
          store: more.store ?? store,
          versions: { twinrun: '0', node: '0', platform: 'test' },
        },
        ...{
          readStarters: async () => (typeof more.starters === 'function' ? more.starters() : (more.starters ?? CANDIDATE_ON)),
          waitMs: more.waitMs ?? 20_000,
          hostWaitMs: 1_000,
          tell: () => {},
        },
        listeners: more.onEvent === undefined ? [] : [more.onEvent],
        ...(more.since === undefined ? {} : { since: Date.parse(more.since) }),
      },
      { ...x, signal: more.signal ?? x.signal },
    );
  };
  const entries = async () => (await readLedger(store)).flatMap(({ entry }) => (entry.type === 'soak' ? [entry] : []));
  const forget = (day: string) => rmSync(join(folder, 'out', `${day}.csv`), { force: true });
  return { folder, at, clock, store, loaded, rule, run, ask, entries, forget };
}

/** `2026-11-<day>`. */
export function november(day: number): string {
  return new Date(Date.parse('2026-11-01T00:00:00Z') + (day - 1) * 24 * HOUR).toISOString().slice(0, 10);
}
