import { formatLocation } from '../../model/location.ts';
import type { Survey, SurveyEntry } from '../../model/survey.ts';
import { readCronLine } from '../../schedule/cron-line.ts';
import { proposeExpressions } from '../../schedule/propose.ts';
import { impactLines, purposeLines } from './draft-account.ts';
import { effectLines } from './draft-effects.ts';
import { type DraftOutput, draftOutputs, isTable, outputLines } from './draft-outputs.ts';
import { sideLines } from './draft-sides.ts';
import { BLANK, remark, scalar } from './words.ts';

/** What is known beside the survey. */
export interface DraftWorld {
  /** Names of hosts and databases in twinrun.yaml. */
  readonly hosts: readonly string[];
  readonly databases: readonly string[];
}

/** scenario.yaml of one entry: what the survey knows filled in, what only people know as blanks with the question above, which validation refuses. */
export function draftScenario(id: string, entry: SurveyEntry, survey: Survey, world: DraftWorld): string {
  const host = world.hosts.includes(survey.host.name) ? survey.host.name : undefined;
  const outputs = draftOutputs(entry);
  const outputsText = outputs.length === 0 ? ['outputs: {}'] : ['outputs:', ...outputLines(outputs, host)];
  const effects = effectLines(entry, host);
  const lines = [
    remark(`Draft from the survey of ${survey.host.name} (${survey.host.at}), entry ${entry.id} at ${formatLocation(entry.at)}.`),
    remark('What only people know is marked ???: validation refuses it until it is answered. design.md says what the move changes.'),
    'schema: twinrun.scenario/1',
    `id: ${id}`,
    '',
    ...purposeLines(entry),
    '',
    ...schedule(entry),
    ...businessDate(entry),
    '',
    remark('Does running it twice leave the same as running it once?'),
    `idempotent: ${BLANK}`,
    remark('May it be started again for a rehearsal? safe: as it is. fenced: only with the fences below. never: only natural runs are observed.'),
    'rerun:',
    `  legacy: { mode: ${BLANK}, reason: ${BLANK} }`,
    `  candidate: { mode: ${BLANK}, reason: ${BLANK} }`,
    '',
    remark('What it does to the world outside, as far as its scripts were read. Is anything missing?'),
    ...(effects.length === 0 ? ['effects: {}'] : ['effects:', ...effects]),
    '',
    ...sideLines(id, entry, survey, host),
    '',
    remark('What both sides leave, as far as the scripts were read.'),
    ...outputsText,
    '',
    ...probes(entry, world),
    remark('What result means "migrated"?'),
    'checks:',
    '  - exit-code: {}',
    ...outputs.flatMap(checksOf),
    'allowances: []',
    '',
    ...impactLines(entry),
    '',
    ...rollback(outputs),
  ];
  return `${lines.join('\n')}\n`;
}

function schedule({ schedule: { written, cron, zone, words } }: SurveyEntry): readonly string[] {
  const line = cron === undefined ? 'not known' : readCronLine(cron);
  const proposal = typeof line === 'string' ? undefined : proposeExpressions(line);
  const zoneText = zone === undefined ? BLANK : scalar(zone);
  const expressions = proposal !== undefined && 'expressions' in proposal ? proposal.expressions.map(scalar) : [BLANK];
  const note =
    proposal === undefined ? `it runs by \`${written}\`, which names no times of day` : 'refused' in proposal ? proposal.refused : proposal.note;
  return [
    remark(`${written}${words === undefined || words === written ? '' : `: ${words}`}`),
    'schedule:',
    `  cron: ${cron === undefined ? BLANK : scalar(cron)}`,
    ...(zone === undefined ? [remark('The host did not say its zone: by which clock does cron run?', '  ')] : []),
    `  zone: ${zoneText}`,
    ...(note === undefined ? [] : [remark(note, '  ')]),
    '  candidate:',
    ...expressions.map((expression) => `    - scheduler: { expression: ${expression}, zone: ${zoneText} }`),
  ];
}

/** A variable with a default whose name speaks of a day is likely the one that carries it. */
function businessDate({ schedule: { zone }, uses }: SurveyEntry): readonly string[] {
  const variable = uses.variables.find(({ name, origin }) => (origin === 'default' || origin === 'nowhere') && /(?:^|_)(?:DATE|DAY|YMD)$/.test(name));
  return [
    remark(
      'Which day is a run about: 0d is the day of the start, -1d the day before? injected: both sides get it in a variable. clock: the scripts ask the clock themselves.',
    ),
    ...(variable === undefined ? [] : [remark(`${variable.name} can be given (${formatLocation(variable.at)}): is it the day?`)]),
    `businessDate: { zone: ${zone === undefined ? BLANK : scalar(zone)}, offset: ${BLANK}, mode: ${BLANK}${variable === undefined ? '' : `, variable: ${variable.name}`} }`,
  ];
}

function probes({ uses }: SurveyEntry, world: DraftWorld): readonly string[] {
  const read = [...new Set(uses.tables.filter(({ access, resolved }) => access === 'read' && resolved).map(({ table }) => table))].slice(0, 10);
  if (read.length === 0) return [];
  const [database] = uses.databases.flatMap((use) => use.database ?? []);
  const name = database !== undefined && world.databases.includes(database) ? scalar(database) : BLANK;
  const columns = 'SELECT count(*) FROM';
  return [
    remark(
      `Did the source move between the takes? A maximum of a time of change says more than a count.${database === undefined ? '' : ` The batch reads database ${database}.`}`,
    ),
    'probes:',
    ...read.map(
      (table) =>
        `  ${table
          .toLowerCase()
          .replace(/[^a-z0-9]+/g, '-')
          .replace(/^-|-$/g, '')}: { sql: { database: ${name}, query: ${scalar(`${columns} ${table}`)} } }`,
    ),
    '',
  ];
}

function checksOf(output: DraftOutput): readonly string[] {
  const { name } = output;
  const checks = isTable(output) ? ['freshness', 'row-count', 'columns', 'keyed-rows'] : ['freshness', 'checksum'];
  return checks.map((check) => `  - ${check}: { output: ${name} }`);
}

function rollback(outputs: readonly DraftOutput[]): readonly string[] {
  const check = outputs.some(isTable) ? 'row-count' : outputs.length > 0 ? 'freshness' : 'exit-code';
  return [
    remark('Can one go back, and until what time of day must it be decided (HH:MM)? If not: { possible: false, reason: … }'),
    'rollback:',
    '  possible: true',
    `  decideBy: ${BLANK}`,
    '  triggers:',
    '    - verdict: fail',
    '  steps:',
    '    - rerun: legacy',
    '  verify:',
    `    - check: ${check}`,
  ];
}
