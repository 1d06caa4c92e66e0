import type { ObjectUse } from '../../../model/survey.ts';
import { readArguments } from '../arguments.ts';
import { useFile } from '../paths.ts';
import { known, type Word } from '../scope.ts';
import { type Call, remoteOf, type Walk } from '../walk.ts';
import { noteUrl } from './urls.ts';

function noteObject(walk: Walk, call: Call, word: Word, access: ObjectUse['access'], kind: ObjectUse['kind'] = 's3'): void {
  walk.uses.add('objects', { kind, address: word.text, access, at: call.at, resolved: word.resolved, ...remoteOf(walk) });
  if (!word.resolved) walk.uses.unresolved(call.at, 'object', word.text, 'a part of the address is known only when it runs');
}

/** `aws s3 cp|mv|sync|rm|ls`, `aws s3api --bucket --key`, `aws sqs --queue-url`, `aws sns --topic-arn`; of others, the service. */
export function noteAws(walk: Walk, call: Call): void {
  const { rest, option } = readArguments(
    call.words.slice(1),
    'region profile endpoint-url output query bucket key body queue-url topic-arn message-body message sse storage-class acl exclude include page-size content-type cli-input-json ca-bundle copy-source',
  );
  const [service, action, ...places] = rest;
  const url = option('endpoint-url');
  if (url !== undefined) noteUrl(walk, call, url, 'mention');
  if (service?.text === 's3') {
    for (const [at, place] of places.entries()) {
      const access = action?.text === 'rm' ? 'delete' : at === 1 ? 'write' : 'read';
      if (/^s3:\/\//.test(place.text)) noteObject(walk, call, place, access);
      else useFile(walk, call.scope, place, access, 'aws', call.at);
      if (at === 0 && action?.text === 'mv' && /^s3:\/\//.test(place.text)) noteObject(walk, call, place, 'delete');
    }
    return;
  }
  const [bucket, key] = [option('bucket'), option('key')];
  const writes = /^(?:put|create|copy|send|publish|upload)/.test(action?.text ?? '');
  const access = /^delete|^abort/.test(action?.text ?? '') ? 'delete' : writes ? 'write' : 'read';
  if (bucket !== undefined)
    noteObject(
      walk,
      call,
      { text: `s3://${bucket.text}${key === undefined ? '' : `/${key.text}`}`, resolved: bucket.resolved && key?.resolved !== false },
      access,
    );
  const queue = option('queue-url') ?? option('topic-arn');
  if (queue !== undefined) noteObject(walk, call, queue, access, service?.text === 'sns' ? 'sns' : 'sqs');
  if (bucket === undefined && queue === undefined && service !== undefined)
    noteObject(walk, call, known(`${service.text} ${action?.text ?? ''}`.trim()), writes ? 'write' : 'mention', 'aws');
}

/** s3cmd. */
export function noteObjects(walk: Walk, call: Call): void {
  const places = call.words.filter(({ text }) => text.startsWith('s3://'));
  for (const [at, place] of places.entries())
    noteObject(walk, call, place, /^(?:put|sync|cp)$/.test(call.words[1]?.text ?? '') && at === places.length - 1 ? 'write' : 'read');
}
