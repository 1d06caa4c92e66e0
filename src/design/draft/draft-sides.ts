import type { Survey, SurveyEntry } from '../../model/survey.ts';
import { BLANK, remark, scalar } from './words.ts';

/** Lines of `sides:`: legacy as cron runs it, the candidate as a task of the same name. */
export function sideLines(id: string, entry: SurveyEntry, { host: { facts }, containers = [] }: Survey, host: string | undefined): readonly string[] {
  const variables = Object.entries(entry.environment).filter(([name]) => name !== 'MAILTO' && name !== 'CRON_TZ');
  const cron = variables.map(([name, value]) => `${name}: ${value === '[secret]' ? BLANK : scalar(value)}`).join(', ');
  const other = facts.user !== undefined && facts.user !== entry.user;
  const shared = containers.find(({ entries }) => entries.includes(entry.id));
  const others = shared?.entries.filter((one) => one !== entry.id).join(', ');
  return [
    'sides:',
    '  legacy:',
    remark('After how long is it stuck?', '    '),
    `    timeout: ${BLANK}`,
    ...(other
      ? [remark(`cron runs it as ${entry.user}; the survey logged in as ${facts.user}. If rehearsals do so as well: user: ${entry.user}`, '    ')]
      : []),
    '    runner:',
    `      ssh: { host: ${host === undefined ? BLANK : scalar(host)}, command: [${commandOf(entry).map(scalar).join(', ')}], cron: {${cron === '' ? '' : ` ${cron} `}} }`,
    '  candidate:',
    `    timeout: ${BLANK}`,
    ...(others === undefined
      ? []
      : [remark(`It could share one image with ${others}: one taskDefinition, and a command: [...] in each scenario.`, '    ')]),
    remark('Where the task runs', '    '),
    `    runner: { fargate: { cluster: ${BLANK}, taskDefinition: ${id}, network: { subnets: [${BLANK}], securityGroups: [${BLANK}] } } }`,
  ];
}

/** The program and its arguments where it is one, without what becomes of its output; else by a shell. What cannot be run as it was read is refused until somebody wrote it. */
function commandOf({ command, stdin }: SurveyEntry): readonly string[] {
  if (command.includes('[secret]') || stdin !== undefined)
    return [`TODO check: ${command}${stdin === undefined ? '' : ` with ${JSON.stringify(stdin)} on stdin`}`];
  // A number before `>` is no word.
  const plain = /^([\w./@:=+,-]+(?:[ \t]+(?!\d+>)[\w./@:=+,-]+)*)[ \t]*(?:(?:\d*>>?[ \t]*[\w./-]+|\d*>&\d)[ \t]*)*$/.exec(command.trim());
  const words = plain?.[1]?.split(/[ \t]+/) ?? [];
  return words.length === 0 || /^\w+=/.test(words[0] ?? '') ? ['/bin/sh', '-c', command] : words;
}
