import { formatLocation } from '../../model/location.ts';
import type { Survey, SurveyEntry } from '../../model/survey.ts';
import { readCronLine } from '../../schedule/cron-line.ts';
import { proposeExpressions } from '../../schedule/propose.ts';
import { effectLines } from './draft-effects.ts';
import { type DraftOutput, draftOutputs, isTable, outputLines } from './draft-outputs.ts';
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
    ...purpose(entry),
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
    ...sides(id, entry, survey, host),
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
    ...impact(entry),
    '',
    ...rollback(outputs),
  ];
  return `${lines.join('\n')}\n`;
}

function purpose({ comment, environment, user }: SurveyEntry): readonly string[] {
  const told = environment.MAILTO || user;
  return [
    ...(comment === undefined ? [] : [remark(`The crontab says: ${comment}`)]),
    'purpose:',
    remark('What does it produce, in one sentence?', '  '),
    `  what: ${BLANK}`,
    remark('Why was it made, and who would miss it?', '  '),
    `  why: ${BLANK}`,
    remark(`Which team answers for it? What it prints goes to ${told}.`, '  '),
    `  owner: ${BLANK}`,
    remark('Is it still needed: `open`, or until when (YYYY-MM-DD)? If not: twinrun draft --retire.', '  '),
    `  neededUntil: ${BLANK}`,
    'disposition: migrate',
  ];
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

function sides(id: string, entry: SurveyEntry, { host: { facts } }: Survey, host: string | undefined): readonly string[] {
  const variables = Object.entries(entry.environment).filter(([name]) => name !== 'MAILTO' && name !== 'CRON_TZ');
  const cron = variables.map(([name, value]) => `${name}: ${value === '[secret]' ? BLANK : scalar(value)}`).join(', ');
  const other = facts.user !== undefined && facts.user !== entry.user;
  return [
    'sides:',
    '  legacy:',
    remark('After how long is it stuck?', '    '),
    `    timeout: ${BLANK}`,
    ...(other
      ? [remark(`cron runs it as ${entry.user}; the survey logged in as ${facts.user}. If rehearsals do so as well: user: ${entry.user}`, '    ')]
      : []),
    '    runner:',
    `      ssh: { host: ${host === undefined ? BLANK : scalar(host)}, command: [${commandOf(entry.command).map(scalar).join(', ')}], cron: {${cron === '' ? '' : ` ${cron} `}} }`,
    '  candidate:',
    `    timeout: ${BLANK}`,
    remark('Where the task runs', '    '),
    `    runner: { fargate: { cluster: ${BLANK}, taskDefinition: ${id}, network: { subnets: [${BLANK}], securityGroups: [${BLANK}] } } }`,
  ];
}

/** The program and its arguments where it is one, without what becomes of its output; else by a shell. */
function commandOf(command: string): readonly string[] {
  const plain = /^([\w./@:=+,-]+(?:[ \t]+[\w./@:=+,-]+)*)[ \t]*(?:(?:\d?>>?[ \t]*[\w./-]+|\d?>&\d)[ \t]*)*$/.exec(command.trim());
  const words = plain?.[1]?.split(/[ \t]+/) ?? [];
  // `>` after a digit: `2>&1` begins with a word that is none.
  return words.length === 0 || /^\w+=/.test(words[0] ?? '') ? ['/bin/sh', '-c', command] : words;
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

function impact({ environment, user }: SurveyEntry): readonly string[] {
  const questions: readonly (readonly [string, string])[] = [
    ['who', 'Who is hit if it fails?'],
    ['what', 'How are they hit?'],
    ['urgency', 'How soon must it be mended: 1d?'],
    ['onCall', `Whom does one call, and how? What it prints goes to ${environment.MAILTO || user}.`],
    ['owner', 'Who decides?'],
    ['partnerContact', 'Whom does one call at the partner? `none` with the reason if there is no partner.'],
  ];
  return ['impact:', ...questions.flatMap(([field, question]) => [remark(question, '  '), `  ${field}: ${BLANK}`])];
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
