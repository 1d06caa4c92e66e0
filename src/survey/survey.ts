import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { SshConnection } from '../connections/ssh/ssh-connection.ts';
import type { Context } from '../model/context.ts';
import type { Survey } from '../model/survey.ts';
import { placesToAsk, writtenPaths } from './outputs.ts';
import { surveyTree } from './survey-tree.ts';
import { readBundleFolder } from './tree/bundle-folder.ts';
import { type Capture, readCapture } from './tree/capture-text.ts';
import { type HostTree, makeHostTree } from './tree/host-tree.ts';
import { captureBySsh } from './tree/ssh-capture.ts';

export { surveyImage } from './image-uses.ts';
export { relationText } from './relation-text.ts';
export { surveyDocument } from './survey-document.ts';
export { captureScript } from './tree/capture-script.ts';

type Outside = Pick<Context, 'clock' | 'signal'>;

/** How often a host is asked again for what scripts lead to. */
const MOST_ROUNDS = 5;

/** Surveys a host over SSH, read-only. Asks again for scripts and outputs that only reading the scripts shows. Throws `survey.capture-failed`, `survey.bad-capture`. */
export async function surveyHost(name: string, connection: SshConnection, x: Outside): Promise<Survey> {
  const asked = new Set<string>();
  for (let round = 1; ; round++) {
    x.signal.throwIfAborted();
    const survey = await surveyTree(treeOf(name, 'ssh', await captureBySsh(connection, [...asked]), x), x);
    const more = wantedPaths(survey).filter((path) => !asked.has(path));
    if (more.length === 0 || round === MOST_ROUNDS) return survey;
    for (const path of more.slice(0, 200)) asked.add(path);
  }
}

/** Surveys a bundle: a folder that is the root of a captured tree, or what the capture script printed. Throws `survey.no-bundle`, `survey.bad-capture`. */
export async function surveyBundle(path: string, x: Outside): Promise<Survey> {
  const name = basename(path).replace(/\.(?:capture|txt)$/, '') || 'bundle';
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  const capture = isFile ? path : join(path, 'host.capture');
  const text = await readFile(capture, 'latin1').catch(() => undefined);
  if (text !== undefined) return surveyTree(treeOf(name, 'bundle', readCapture(text, capture), x), x);
  return surveyTree(await readBundleFolder(path, { name, at: x.clock.now(), signal: x.signal }), x);
}

function treeOf(name: string, from: 'ssh' | 'bundle', { files, answers, facts, unread, at }: Capture, x: Outside): HostTree {
  return makeHostTree(files, { host: { name, from, at: (at ?? x.clock.now()).toISOString(), facts }, answers, unread });
}

/** Scripts that were missing, and what is written: when it was, and whether somebody reads it, is to be seen. */
function wantedPaths({ entries }: Survey): readonly string[] {
  const missing = entries.flatMap(({ uses }) =>
    uses.unresolved.filter(({ kind }) => /^(?:script|sql|settings)-missing$/.test(kind)).map(({ what }) => what),
  );
  const written = entries.flatMap(writtenPaths).flatMap(placesToAsk);
  return [...new Set([...missing, ...written])].filter((path) => path.startsWith('/'));
}
