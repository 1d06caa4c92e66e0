import { posix } from 'node:path';
import type { Location } from '../../model/location.ts';
import type { FileUse } from '../../model/survey.ts';
import type { Scope, Word } from './scope.ts';
import { remoteOf, type Walk } from './walk.ts';

/** A path as seen from where the command stands; it stays relative where that is not known. */
export function absolutePath(word: Word, scope: Scope): Word {
  if (word.text.startsWith('/') || word.text.startsWith('${') || word.text.startsWith('$('))
    return { ...word, text: word.resolved ? posix.normalize(word.text) : word.text };
  if (!scope.folder.resolved) return { text: `${scope.folder.text}/${word.text}`, resolved: false };
  return { text: posix.join(scope.folder.text, word.text), resolved: word.resolved };
}

/** Notes that a command reads, writes … a file. What is no file of the host (`/dev/null`, stdin) is left out. */
export function useFile(walk: Walk, scope: Scope, word: Word, access: FileUse['access'], by: string, at: Location): void {
  if (word.text === '' || word.text === '-' || /^\/dev\/(?:null|std(?:in|out|err)|fd\/\d+|tty|zero|u?random)$/.test(word.text)) return;
  const tcp = /^\/dev\/(tcp|udp)\/([^/]+)\/([^/]+)$/.exec(word.text);
  if (tcp !== null) {
    walk.uses.add('endpoints', { kind: tcp[1] ?? 'tcp', host: tcp[2] ?? '', port: tcp[3] ?? '', at, resolved: word.resolved, ...remoteOf(walk) });
    return;
  }
  const path = absolutePath(word, scope);
  walk.uses.add('files', { path: path.text, access, by, at, resolved: path.resolved, ...remoteOf(walk) });
  if (!path.resolved) walk.uses.unresolved(at, 'path', path.text, 'a part of the path is known only when it runs');
}
