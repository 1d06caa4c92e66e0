import { z } from 'zod';
import type { LogsHandler } from './logs-handler.ts';
import { groupName, invalidParameter, limit, logsInput, streamName } from './logs-input.ts';
import { type LogPage, PAGE_EVENTS, readBackward, readForward } from './read-page.ts';

const putInput = z.looseObject({
  logGroupName: groupName,
  logStreamName: streamName,
  logEvents: z
    .array(z.looseObject({ timestamp: z.int().min(0), message: z.string().min(1) }))
    .min(1)
    .max(PAGE_EVENTS),
});

/** PutLogEvents; the events of a batch must be in order. */
export const putLogEvents: LogsHandler = async (input, store) => {
  const { logGroupName, logStreamName, logEvents } = logsInput(putInput, input);
  const stream = store.stream(logGroupName, logStreamName);
  if (logEvents.some((event, index) => event.timestamp < (logEvents[index - 1]?.timestamp ?? 0))) {
    throw invalidParameter('Log events in a single PutLogEvents request must be in chronological order.');
  }
  const ingestionTime = store.now();
  await stream.append(logEvents.map(({ timestamp, message }) => ({ timestamp, message, ingestionTime })));
  return { nextSequenceToken: '1' };
};

const getInput = z.looseObject({
  logGroupName: groupName,
  logStreamName: streamName,
  startTime: z.int().default(0),
  endTime: z.int().default(Number.MAX_SAFE_INTEGER),
  nextToken: z.string().optional(),
  limit: limit(PAGE_EVENTS),
  startFromHead: z.boolean().default(false),
});

/** GetLogEvents. A token is `f/` or `b/` and a place; at the end of the stream the same token comes back. */
export const getLogEvents: LogsHandler = async (input, store) => {
  const request = logsInput(getInput, input);
  const stream = store.stream(request.logGroupName, request.logStreamName);
  const token = /^([fb])\/(\d{1,15})$/.exec(request.nextToken ?? '');
  const place = Number(token?.[2] ?? 0);
  if (request.nextToken !== undefined && (token === null || place > stream.size)) throw invalidParameter('The specified nextToken is invalid.');
  const forward = token === null ? request.startFromHead : token[1] === 'f';
  const page = forward ? await readForward(stream, place, request) : await readBackward(stream, token === null ? stream.size : place, request);
  return { events: shown(page), nextForwardToken: `f/${page.forward}`, nextBackwardToken: `b/${page.backward}` };
};

const filterInput = z.looseObject({
  logGroupName: groupName,
  logStreamNames: z.array(streamName).max(100).optional(),
  logStreamNamePrefix: z.string().optional(),
  startTime: z.int().default(0),
  endTime: z.int().default(Number.MAX_SAFE_INTEGER),
  filterPattern: z.string().default(''),
  nextToken: z.string().optional(),
  limit: limit(PAGE_EVENTS),
});

/** FilterLogEvents (whose `endTime`, unlike that of GetLogEvents, is inclusive), stream after stream (AWS interleaves them by time); patterns of plain words and quoted phrases, all of which must occur. */
export const filterLogEvents: LogsHandler = async (input, store) => {
  const request = logsInput(filterInput, input);
  const group = store.group(request.logGroupName);
  const prefix = request.logStreamNamePrefix ?? '';
  const names = (request.logStreamNames ?? [...group.streams.keys()]).filter((name) => name.startsWith(prefix)).sort();
  const streams = names.map((name) => store.stream(request.logGroupName, name));
  const token = /^(\d{1,9})\/(\d{1,15})$/.exec(request.nextToken ?? '0/0');
  if (token === null) throw invalidParameter('The specified nextToken is invalid.');
  const matches = readPattern(request.filterPattern);
  const events: Record<string, unknown>[] = [];
  let place = Number(token[2]);
  for (let index = Number(token[1]); index < streams.length; index++) {
    const stream = streams[index] as (typeof streams)[number];
    const page = await readForward(stream, place, { ...request, endTime: request.endTime + 1, limit: request.limit - events.length, matches });
    const ids = page.events.map(({ from }) => `${index}-${from}`);
    events.push(...shown(page).map((event, at) => ({ ...event, logStreamName: stream.name, eventId: ids[at] })));
    if (page.more) return { events, searchedLogStreams: [], nextToken: `${index}/${page.forward}` };
    place = 0;
  }
  return { events, searchedLogStreams: [] };
};

function shown(page: LogPage): readonly { timestamp: number; message: string; ingestionTime: number }[] {
  return page.events.map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime }));
}

function readPattern(pattern: string): (message: string) => boolean {
  const found = [...pattern.matchAll(/"([^"]*)"|(\S+)/g)];
  if (found.some(([, , bare]) => bare !== undefined && /^[-?%{[]/.test(bare))) {
    throw invalidParameter('Invalid filter pattern: this stand-in knows plain words and quoted phrases only.');
  }
  const terms = found.map(([, quoted, bare]) => quoted ?? bare ?? '');
  return (message) => terms.every((term) => message.includes(term));
}
