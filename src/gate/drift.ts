import type { CutoverEntry } from '../model/ledger.ts';
import type { RunRecord } from '../model/run.ts';
import type { Scenario } from '../model/scenario.ts';
import { SIDES } from '../model/side.ts';
import { canonicalJson } from '../runtime/canonical-json.ts';
import type { ScenarioFacts, StoredFacts } from './facts.ts';

/** Facts of a side that say which version of the batch ran. */
const VERSION_FACTS = ['script.sha256', 'image.digest', 'image.id', 'task.definition', 'task.cpu', 'task.memory'] as const;

/** scenario.yaml is judged by what it means, and pages explain. */
const NO_CODE = /(?:^|\/)(?:scenario\.ya?ml|[^/]*\.md)$/i;

/** One thing that is another since; `side` and `fact` as a cutover names it. */
export interface Change {
  readonly side?: 'legacy' | 'candidate';
  readonly fact: string;
  readonly from: string;
  readonly to: string;
}

/** What the scenario of the workspace says otherwise than a run met. */
export function changesSinceRun({ record, scenario }: StoredFacts, now: Pick<ScenarioFacts, 'scenario' | 'files'>): readonly Change[] {
  return [...scenarioChanges(scenario, now.scenario), ...fileChanges(record.files, now.files)];
}

/** What changed from one run to a later one. */
export function changesBetween(earlier: StoredFacts, later: StoredFacts): readonly Change[] {
  return [
    ...scenarioChanges(earlier.scenario, later.scenario),
    ...fileChanges(earlier.record.files, later.record.files),
    ...SIDES.flatMap((side) =>
      compared(earlier.record.sides[side].facts, later.record.sides[side].facts, VERSION_FACTS).map((change) => ({ side, ...change })),
    ),
  ];
}

/** Without what a journalled step of a cutover changed between the two, to just that value. */
export function withoutCutover(changes: readonly Change[], cutovers: readonly CutoverEntry[], from: string, to: string): readonly Change[] {
  const made = cutovers
    .filter(({ at, status, world }) => status === 'pass' && world === 'real' && at > from && at <= to)
    .flatMap((entry) => entry.changes);
  return changes.filter((change) => !made.some(({ side, fact, to: value }) => side === change.side && fact === change.fact && value === change.to));
}

/** Which version of the batch a side of a run met. */
export function versionsOf({ sides }: RunRecord, side: 'legacy' | 'candidate'): Readonly<Record<string, string>> {
  const { facts } = sides[side];
  return Object.fromEntries(VERSION_FACTS.flatMap((fact) => (facts[fact] === undefined ? [] : [[fact, facts[fact]]])));
}

/** Files whose content decides what ran. */
export function codeFiles(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).filter(([path]) => !NO_CODE.test(path)));
}

export function describeChange({ side, fact, from, to }: Change): string {
  return `${side === undefined ? '' : `${side} `}${fact}: ${short(from)} became ${short(to)}`;
}

function scenarioChanges({ gate: _, ...earlier }: Scenario, { gate: __, ...later }: Scenario): readonly Change[] {
  const fields = [...new Set([...Object.keys(earlier), ...Object.keys(later)])].sort() as (keyof typeof earlier)[];
  return fields.flatMap((field) => {
    if (earlier[field] === later[field]) return [];
    const [from, to] = [text(earlier[field]), text(later[field])];
    // Of the schedule, the candidate's is what a cutover switches.
    return from === to
      ? []
      : [{ ...(field === 'schedule' ? { side: 'candidate' as const } : {}), fact: field === 'schedule' ? field : `scenario ${field}`, from, to }];
  });
}

function fileChanges(earlier: Readonly<Record<string, string>>, later: Readonly<Record<string, string>>): readonly Change[] {
  const [from, to] = [codeFiles(earlier), codeFiles(later)];
  return compared(from, to, [...new Set([...Object.keys(from), ...Object.keys(to)])].sort()).map((change) => ({
    ...change,
    fact: `file ${change.fact}`,
  }));
}

function compared(from: Readonly<Record<string, string>>, to: Readonly<Record<string, string>>, names: readonly string[]): readonly Change[] {
  return names.flatMap((fact) => (from[fact] === to[fact] ? [] : [{ fact, from: from[fact] ?? 'nothing', to: to[fact] ?? 'nothing' }]));
}

function text(value: unknown): string {
  return value === undefined ? 'nothing' : canonicalJson(value);
}

function short(value: string): string {
  return value.length > 60 ? `${value.slice(0, 57)}…` : value;
}
