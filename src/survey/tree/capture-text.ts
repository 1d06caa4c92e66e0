import { posix } from 'node:path';
import { TwinrunError } from '../../model/error.ts';
import type { SurveyedHost, Unread } from '../../model/survey.ts';
import type { TreeFile } from './host-tree.ts';

/** What a capture said, before it is a tree. */
export interface Capture {
  readonly files: readonly TreeFile[];
  readonly answers: Readonly<Record<string, string>>;
  readonly facts: SurveyedHost['facts'];
  readonly unread: readonly Unread[];
  /** Of the host's clock; undefined where it did not say. */
  readonly at: Date | undefined;
}

/** First word of the first line. */
export const CAPTURE_MARK = 'twinrun-capture';

/**
 * Reads what the capture script printed: a line a thing, contents in base64 or hex on the lines below that begin with a blank. `where` is named in
 * errors. Throws `survey.bad-capture` (misuse) where it is none or was cut off.
 */
export function readCapture(text: string, where: string): Capture {
  const lines = text.replaceAll('\r', '').split('\n');
  const [mark, version, encoding = 'base64'] = (lines[0] ?? '').split(' ');
  if (mark !== CAPTURE_MARK || version !== '1') throw badCapture(where, 1, (lines[0] ?? '').slice(0, 60));
  const files: TreeFile[] = [];
  const unread: Unread[] = [];
  const answers: Record<string, string> = {};
  const facts: Record<string, string> = {};
  const decode = (data: string) => Buffer.from(data, encoding === 'hex' ? 'hex' : 'base64');
  const name = (word = '') => (word.startsWith('=') ? word.slice(1) : decode(word).toString());
  let ended = false;
  for (let at = 1; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const [kind, ...words] = line.split(' ');
    let body = '';
    while (lines[at + 1]?.startsWith(' ')) body += lines[++at]?.replaceAll(' ', '');
    const bytes = decode(body);
    if (kind === 'end') ended = true;
    else if (kind === 'fact') facts[words[0] ?? ''] = bytes.toString().trim();
    else if (kind === 'answer') answers[words[0] ?? ''] = bytes.toString();
    else if (kind === 'unread') unread.push({ path: name(words[0]), why: words.slice(1).join(' ') });
    else if (kind === 'link') files.push({ path: clean(name(words[0])), type: 'link', size: 0, target: bytes.toString() });
    else if (kind === 'file' || kind === 'folder') files.push(fileOf(kind, words, bytes, name));
    else if (line !== '') throw badCapture(where, at + 1, line.slice(0, 60));
  }
  if (!ended) throw badCapture(where, lines.length, 'an end without its last line: it was cut off');
  const seconds = Number(facts.clock);
  return { files, answers, facts, unread, at: Number.isFinite(seconds) && seconds > 0 ? new Date(seconds * 1000) : undefined };
}

/** `file <path> <mode> <owner> <size> <modified> <accessed> [why its content was left out]`; `-` for what is not known. */
function fileOf(kind: 'file' | 'folder', words: readonly string[], bytes: Buffer, name: (word?: string) => string): TreeFile {
  const [path, mode = '-', owner = '-', size = '0', modified = '-', accessed = '-', ...left] = words;
  const why = left.join(' ');
  return {
    path: clean(name(path)),
    type: kind,
    size: Number(size) || 0,
    ...(/^[0-7]+$/.test(mode) ? { mode: Number.parseInt(mode, 8) } : {}),
    ...(owner === '-' ? {} : { owner }),
    ...(/^\d+$/.test(modified) ? { modified: Number(modified) } : {}),
    ...(/^\d+$/.test(accessed) ? { accessed: Number(accessed) } : {}),
    ...(kind === 'folder' ? {} : why === '' ? { content: () => bytes } : { left: why }),
  };
}

function clean(path: string): string {
  return posix.resolve('/', path);
}

function badCapture(file: string, line: number, received: string): TwinrunError {
  return new TwinrunError({
    code: 'survey.bad-capture',
    class: 'misuse',
    message: 'this is no whole capture',
    expected: `what the capture script printed, from \`${CAPTURE_MARK} 1\` to \`end\``,
    received,
    at: { file, line },
    fix: 'Run the script again on the host, with nothing but its stdout in the file.',
  });
}
