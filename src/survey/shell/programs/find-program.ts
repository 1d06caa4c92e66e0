import type { FileUse } from '../../../model/survey.ts';
import { absolutePath } from '../paths.ts';
import { known, type Word } from '../scope.ts';
import { type Call, remoteOf, type Walk } from '../walk.ts';

type Note = (word: Word, access: FileUse['access']) => void;

/** Folders before the first expression; `-delete` and `-exec` say what becomes of what is found. */
export function noteFind(walk: Walk, call: Call, note: Note): void {
  const words = call.words.slice(1);
  const end = words.findIndex(({ text }) => /^[-(!]/.test(text) && !/^-[HLPOD]/.test(text));
  const folders = words.slice(0, end < 0 ? undefined : end).filter(({ text }) => !text.startsWith('-'));
  const pattern = words.find((_, at) => /^-i?(?:name|path|regex)$/.test(words[at - 1]?.text ?? ''));
  const deletes = words.some(
    ({ text }, at) => text === '-delete' || (/^-exec(?:dir)?$/.test(text) && /^(?:.*\/)?rm$/.test(words[at + 1]?.text ?? '')),
  );
  const days = olderThan(words);
  for (const folder of folders.length === 0 ? [known('.')] : folders) {
    const found =
      pattern === undefined ? folder : { text: `${folder.text.replace(/\/$/, '')}/${pattern.text}`, resolved: folder.resolved && pattern.resolved };
    note(found, deletes ? 'delete' : 'match');
    const path = absolutePath(found, call.scope);
    if (deletes && days !== undefined)
      walk.uses.add('prunings', { path: path.text, olderThanDays: days, at: call.at, resolved: path.resolved, ...remoteOf(walk) });
  }
  const exec = words.findIndex(({ text }) => /^-(?:exec|execdir|ok)$/.test(text));
  if (exec < 0) return;
  const inner = words.slice(exec + 1);
  const stop = inner.findIndex(({ text }) => text === ';' || text === '+');
  const command = inner.slice(0, stop < 0 ? undefined : stop).map((word) => (word.text === '{}' ? { text: '${found}', resolved: false } : word));
  if (command.length > 0) walk.run(walk, { ...call, words: command });
}

/** POSIX find: `-mtime +31` is true from the 32nd whole day on. */
function olderThan(words: readonly Word[]): number | undefined {
  const at = words.findIndex(({ text }) => /^-[mc]time$/.test(text));
  const [, days] = /^\+(\d+)$/.exec(words[at + 1]?.text ?? '') ?? [];
  return at < 0 || days === undefined ? undefined : Number(days) + 1;
}
