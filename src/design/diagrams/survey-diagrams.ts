import type { Diagram } from '../../model/diagram.ts';
import { isScratch } from '../../model/scratch-path.ts';
import type { Survey, SurveyEntry } from '../../model/survey.ts';
import { writtenFiles } from '../rule.ts';
import { type Sketch, STEP, sketch } from './sketch.ts';

const TRANSFERS = /^(?:s?ftps?|ssh|scp|rsync|https?)$/;

/** The two worlds of a batch: where it starts, where it saves. */
interface Place {
  readonly group: string;
  scheduler(entry: SurveyEntry): string;
  batch(entry: SurveyEntry): string;
  /** What becomes of a file that must survive. */
  save(draw: Sketch, path: string): string;
  tell(entry: SurveyEntry): string | undefined;
}

/** As it runs now: one batch, or all that are enabled. */
export function drawBefore(survey: Survey, entries: readonly SurveyEntry[] = enabled(survey)): Diagram {
  const group = `host ${survey.host.name}`;
  return draw(`${titleOf(survey, entries)}: before`, entries, {
    group,
    scheduler: ({ scheduler, schedule }) => `${scheduler}: ${schedule.written}`,
    batch: ({ command }) => short(command),
    save: (one, path) => one.box('file', path, group),
    tell: ({ environment, user, scheduler }) =>
      scheduler === 'systemd' || environment.MAILTO === '' ? undefined : `mail to ${environment.MAILTO ?? user}`,
  });
}

/** As it would run on Fargate: what must survive goes to S3, and an alarm tells who was mailed. */
export function drawAfter(survey: Survey, entries: readonly SurveyEntry[] = enabled(survey)): Diagram {
  const group = 'AWS account';
  return draw(`${titleOf(survey, entries)}: after`, entries, {
    group,
    scheduler: ({ schedule }) => `EventBridge Scheduler: ${schedule.written}${schedule.zone === undefined ? '' : ` ${schedule.zone}`}`,
    batch: ({ command }) => `ECS task on Fargate: ${short(command)}`,
    save: (one, path) => one.box('object-store', `s3://<bucket>/${path.split('/').at(-1)}`, group),
    tell: ({ environment, user, scheduler }) =>
      scheduler === 'systemd' || environment.MAILTO === '' ? undefined : `alarm to ${environment.MAILTO ?? user}`,
  });
}

function enabled(survey: Survey): readonly SurveyEntry[] {
  return survey.entries.filter((entry) => entry.enabled);
}

function titleOf({ host }: Survey, entries: readonly SurveyEntry[]): string {
  return entries.length === 1 && entries[0] !== undefined ? entries[0].id : host.name;
}

function draw(title: string, entries: readonly SurveyEntry[], place: Place): Diagram {
  const one = sketch(title);
  for (const entry of entries) drawEntry(one, entry, place);
  return one.done();
}

function drawEntry(one: Sketch, entry: SurveyEntry, place: Place): void {
  const { uses } = entry;
  const batch = one.box('batch', place.batch(entry), place.group);
  one.arrow(one.box('scheduler', place.scheduler(entry), place.group), batch, STEP.start, 'start');
  const tables = (access: string) => [...new Set(uses.tables.filter((use) => use.access === access).map(({ table }) => table))];
  for (const { kind, host, database } of uses.databases) {
    const box = one.box('database', [kind, database, host].filter((word) => word !== undefined).join(' '), 'data');
    one.arrow(box, batch, STEP.read, `SQL ${tables('read').join(', ')}`.trim());
    const written = tables('write');
    if (written.length > 0) one.arrow(batch, box, STEP.save, `SQL ${written.join(', ')}`);
  }
  for (const { path } of writtenFiles(entry)) if (!isScratch(path)) one.arrow(batch, place.save(one, path), STEP.save, 'save');
  for (const { kind, address, access } of uses.objects) {
    const box = one.box(
      kind === 'sqs' || kind === 'sns' ? 'queue' : kind === 's3' ? 'object-store' : 'partner',
      address,
      kind === 'http' ? 'outside' : 'AWS account',
    );
    if (access === 'read') one.arrow(box, batch, STEP.read, 'read');
    else one.arrow(batch, box, STEP.save, access === 'delete' ? 'delete' : 'save');
  }
  for (const { kind, host } of uses.endpoints)
    if (TRANSFERS.test(kind)) one.arrow(batch, one.box('partner', host, 'outside'), STEP.transfer, `transfer by ${kind}`);
  const told = place.tell(entry);
  if (told !== undefined) one.arrow(batch, one.box('people', told, 'people'), STEP.tell, 'tell');
}

function short(command: string): string {
  return command.length > 60 ? `${command.slice(0, 59)}…` : command;
}
