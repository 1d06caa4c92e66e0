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

/** Without what a journalled step of a cutover changed between the two, to just that value; `cutovers` are those of the world in question. */
export function withoutCutover(changes: readonly Change[], cutovers: readonly CutoverEntry[], from: string, to: string): readonly Change[] {
  const made = cutovers.filter(({ at, status }) => status === 'pass' && at > from && at <= to).flatMap((entry) => entry.changes);
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

/** What of a scenario was shown by a run: neither what is asked of evidence, nor how and when the batch is moved, nor what comes after. */
export function shownBy({ gate: _, cutover: __, soak: ___, ...scenario }: Scenario): Omit<Scenario, 'gate' | 'cutover' | 'soak'> {
  return scenario;
}

function scenarioChanges(before: Scenario, after: Scenario): readonly Change[] {
  const [earlier, later] = [shownBy(before), shownBy(after)];
  const fields = [...new Set([...Object.keys(earlier), ...Object.keys(later)])].sort() as (keyof typeof earlier)[];
  return fields.flatMap((field): readonly Change[] => {
    if (text(earlier[field]) === text(later[field])) return [];
    // Of the schedule, the candidate's is what a cutover switches.
    if (field === 'schedule') return [{ side: 'candidate', fact: field, from: text(earlier.schedule), to: text(later.schedule) }];
    const { path, from, to } = narrowed(field, earlier[field], later[field]);
    return [{ fact: `scenario ${path}`, from: text(from), to: text(to) }];
  });
}

/** Down to where more than one thing differs: a person must see which. */
function narrowed(path: string, from: unknown, to: unknown): { readonly path: string; readonly from: unknown; readonly to: unknown } {
  const [before, after] = [childrenOf(from), childrenOf(to)];
  if (before === undefined || after === undefined || Array.isArray(from) !== Array.isArray(to)) return { path, from, to };
  const [key, ...more] = [...new Set([...before.keys(), ...after.keys()])].filter((one) => text(before.get(one)) !== text(after.get(one)));
  return key === undefined || more.length > 0 ? { path, from, to } : narrowed(`${path}.${key}`, before.get(key), after.get(key));
}

function childrenOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
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
