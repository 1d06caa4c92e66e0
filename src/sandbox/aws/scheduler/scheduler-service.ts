import type { Clock } from '../../../model/clock.ts';
import { sha256 } from '../../../runtime/hash.ts';
import { AwsError } from '../aws-error.ts';
import type { Answer } from '../http/answer.ts';
import { decodePart, type Incoming, readBody } from '../http/incoming.ts';
import { type Caller, verifySignature } from '../signature/verify-signature.ts';
import type { Firing } from './firing.ts';
import { invalid, readScheduleInput, type ScheduleRecord } from './schedule-record.ts';
import type { ScheduleStore } from './schedule-store.ts';

const LARGEST_BODY = 1 << 20;

export interface SchedulerParts {
  readonly store: ScheduleStore;
  readonly firing: Firing;
  readonly caller: Caller;
  readonly clock: Clock;
  arnOf(record: Pick<ScheduleRecord, 'group' | 'name'>): string;
}

/** Whether a request is signed for EventBridge Scheduler: it has no target header, only its paths and its scope. */
export function isForScheduler(request: Incoming): boolean {
  return /Credential=[^,]*\/scheduler\/aws4_request/.test(request.header('authorization') ?? '') && /^\/schedules(?:\/|$)/.test(request.rawPath);
}

/** Answers a request of EventBridge Scheduler (REST, JSON). One group: `default`. Throws only what is a defect. */
export async function answerScheduler(request: Incoming, parts: SchedulerParts): Promise<Answer> {
  try {
    const body = await readBody(request.stream, LARGEST_BODY);
    verifySignature(request, 'scheduler', parts.caller, parts.clock.now(), sha256(body));
    const name = decodePart(request.rawPath.slice('/schedules/'.length));
    if (request.rawPath.replace(/\/$/, '') === '/schedules' && request.method === 'GET') return json(200, list(request, parts));
    const given: unknown = body.length === 0 ? {} : parse(body);
    const group = request.parameter('groupName') ?? (given as { GroupName?: string }).GroupName ?? 'default';
    return json(200, await act(request.method, group, name, given, parts));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return json(error.status, { Message: error.message }, { 'x-amzn-errortype': error.code });
  }
}

async function act(method: string, group: string, name: string, body: unknown, { store, firing, clock, arnOf }: SchedulerParts): Promise<unknown> {
  if (!/^[0-9A-Za-z_.-]{1,64}$/.test(name)) throw invalid(`Value '${name}' at 'name' failed to satisfy constraint`);
  if (group !== 'default') throw new AwsError(404, 'ResourceNotFoundException', `Schedule group ${group} does not exist.`);
  const known = store.get(group, name);
  const now = clock.now().getTime();
  if (method === 'POST') {
    if (known !== undefined) throw new AwsError(409, 'ConflictException', `Schedule ${name} already exists.`);
    await store.put({ name, group, input: readScheduleInput(body), createdAt: now, modifiedAt: now, firedUntil: now });
  } else if (known === undefined) throw new AwsError(404, 'ResourceNotFoundException', `Schedule ${name} does not exist.`);
  else if (method === 'GET') return describe(known, arnOf(known));
  else if (method === 'DELETE') await store.remove(group, name);
  // What is not given takes its default: an update is no patch. Fires that were missed meanwhile are not made up.
  else if (method === 'PUT')
    await store.put({ ...known, input: readScheduleInput(body), modifiedAt: now, firedUntil: Math.max(known.firedUntil, now) });
  else throw invalid(`no ${method} of a schedule`);
  firing.changed();
  return method === 'DELETE' ? {} : { ScheduleArn: arnOf({ group, name }) };
}

function describe({ name, group, input, createdAt, modifiedAt }: ScheduleRecord, arn: string): unknown {
  const defaults = { ScheduleExpressionTimezone: 'UTC', State: 'ENABLED', ActionAfterCompletion: 'NONE' };
  const policy = { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185, ...input.Target.RetryPolicy };
  const { ClientToken: _, ...kept } = input;
  return {
    ...{ ...defaults, ...kept, Target: { ...input.Target, RetryPolicy: policy } },
    ...{ Arn: arn, Name: name, GroupName: group, CreationDate: createdAt / 1000, LastModificationDate: modifiedAt / 1000 },
  };
}

function list(request: Incoming, { store, arnOf }: SchedulerParts): unknown {
  const [prefix, state, group] = [request.parameter('NamePrefix') ?? '', request.parameter('State'), request.parameter('ScheduleGroup')];
  const limit = Number(request.parameter('MaxResults') ?? 100);
  const from = request.parameter('NextToken') ?? '';
  const found = store
    .all()
    .filter(
      (one) =>
        one.name.startsWith(prefix) &&
        one.name > from &&
        (group === undefined || one.group === group) &&
        (state === undefined || (one.input.State ?? 'ENABLED') === state),
    );
  const page = found.slice(0, limit);
  const Schedules = page.map((one) => ({
    ...{ Arn: arnOf(one), Name: one.name, GroupName: one.group, State: one.input.State ?? 'ENABLED', Target: { Arn: one.input.Target.Arn } },
    ...{ CreationDate: one.createdAt / 1000, LastModificationDate: one.modifiedAt / 1000 },
  }));
  return { Schedules, ...(found.length > page.length ? { NextToken: page.at(-1)?.name } : {}) };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    throw invalid('The request body is no JSON.');
  }
}

function json(status: number, document: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(document) };
}
