import type { Survey, SurveyEntry } from '../../model/survey.ts';
import { BLANK, remark, scalar } from './words.ts';

/** Lines of `sides:`: legacy as cron runs it, the candidate as a task of the same name. */
export function sideLines(id: string, entry: SurveyEntry, { host: { facts } }: Survey, host: string | undefined): readonly string[] {
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
  return words.length === 0 || /^\w+=/.test(words[0] ?? '') ? ['/bin/sh', '-c', command] : words;
}
