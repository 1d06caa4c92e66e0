import { formatLocation } from '../../model/location.ts';
import type { Survey, SurveyEntry } from '../../model/survey.ts';
import type { DraftWorld } from './draft-scenario.ts';
import { BLANK, remark, scalar } from './words.ts';

/** scenario.yaml of an entry that nobody needs: what stops it filled in, what only people know as blanks, which validation refuses. */
export function draftRetired(id: string, entry: SurveyEntry, survey: Survey, { hosts }: DraftWorld): string {
  const { schedule, command, at, environment, user, comment } = entry;
  const host = hosts.includes(survey.host.name) ? scalar(survey.host.name) : BLANK;
  const strays = (survey.strays ?? []).filter((stray) => stray.entry === entry.id).map(({ kind, evidence }) => `${kind}: ${evidence}`);
  const word = `{ says: ${BLANK}, by: ${BLANK}, on: ${BLANK}, evidence: { url: ${BLANK} } }`;
  const lines = [
    remark(`Draft from the survey of ${survey.host.name} (${survey.host.at}), entry ${entry.id} at ${formatLocation(at)}.`),
    remark('What only people know is marked ???: validation refuses it until it is answered. stop-plan.md has the questions.'),
    'schema: twinrun.scenario/1',
    `id: ${id}`,
    'disposition: retire',
    '',
    ...(comment === undefined ? [] : [remark(`The crontab says: ${comment}`)]),
    'purpose:',
    remark('What did it produce, why was it made, and which team answered for it?', '  '),
    `  what: ${BLANK}`,
    `  why: ${BLANK}`,
    `  owner: ${BLANK}`,
    `startedBy: ${scalar(`${formatLocation(at)}: ${schedule.written} ${command}`)}`,
    'stopPlan:',
    remark(
      `Who agreed that nobody needs it, and when? ${strays.length === 0 ? 'Nothing in the survey says so.' : `The survey saw: ${strays.join('; ')}`}`,
      '  ',
    ),
    `  agreed: ${word}`,
    remark(`Who was told, and when? What it prints goes to ${environment.MAILTO || user}.`, '  '),
    '  told:',
    `    - { who: ${BLANK}, on: ${BLANK} }`,
    ...stopLines(entry, host),
    remark(`For how many days does somebody look whether it is missed? Its longest period, at least: ${schedule.words ?? schedule.written}.`, '  '),
    `  watch: { days: ${BLANK}, who: ${BLANK}, where: ${BLANK} }`,
    remark('What is kept of it, where, and until when?', '  '),
    `  backups: { what: ${BLANK}, where: ${BLANK}, until: ${BLANK} }`,
    remark(`When the days are over and nobody missed it: watched: ${word.replaceAll('"', '')}`, '  '),
  ];
  return `${lines.join('\n')}\n`;
}

/** A line of a crontab by what it starts; what is none, by hand. */
function stopLines({ scheduler, timer = 'its timer', at, user, command, stdin }: SurveyEntry, host: string): readonly string[] {
  const file = at.file ?? '';
  if (scheduler === 'cron') {
    // As a line of cron has it, `%` is written otherwise.
    const contains = command.includes('[secret]') || command.includes('%') || stdin !== undefined ? BLANK : scalar(command);
    const place = file.startsWith('/etc/') ? `file: ${scalar(file)}` : `user: ${scalar(user)}`;
    return ['  stop:', '    cron:', `      - { host: ${host}, ${place}, contains: ${contains} }`];
  }
  const [what, undo] = byHand(scheduler, file, timer);
  return ['  stop:', `    byHand: { what: ${scalar(what)}, undo: ${scalar(undo)} }`];
}

function byHand(scheduler: Exclude<SurveyEntry['scheduler'], 'cron'>, file: string, timer: string): readonly [what: string, undo: string] {
  switch (scheduler) {
    case 'systemd':
      return [`systemctl disable --now ${timer}`, `systemctl enable --now ${timer}`];
    case 'run-parts':
      return [`chmod a-x ${file}`, `chmod a+x ${file}`];
    case 'anacron':
      return [`put # before its line in ${file}`, `take the # away again`];
    case 'at':
      return [`keep a copy of ${file}, then atrm its job`, `give the copy to at(1) again`];
  }
}
