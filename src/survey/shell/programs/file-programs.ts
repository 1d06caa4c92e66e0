import type { FileUse } from '../../../model/survey.ts';
import { readArguments } from '../arguments.ts';
import { useFile } from '../paths.ts';
import type { Word } from '../scope.ts';
import type { Call, Walk } from '../walk.ts';
import { noteFind } from './find-program.ts';

type Access = FileUse['access'];

/** What a program does with its arguments that are no options. */
interface FileProgram {
  readonly valued?: string;
  readonly all?: Access;
  /** The first argument is no file (a pattern, a script, a mode). */
  readonly skip?: number;
  readonly last?: Access;
  /** Options whose value is a file. */
  readonly options?: Readonly<Record<string, Access>>;
}

const READ: FileProgram = { all: 'read' };

const PROGRAMS: Readonly<Record<string, FileProgram>> = {
  cat: READ,
  tac: READ,
  nl: READ,
  wc: { all: 'read', valued: 'files0-from' },
  od: READ,
  rev: READ,
  md5sum: READ,
  sha1sum: READ,
  sha256sum: READ,
  cksum: READ,
  file: READ,
  iconv: { all: 'read', valued: 'f t o from-code to-code output', options: { o: 'write', output: 'write' } },
  nkf: READ,
  diff: READ,
  cmp: READ,
  comm: READ,
  uniq: READ,
  paste: { all: 'read', valued: 'd' },
  jq: { all: 'read', skip: 1, valued: 'f from-file' },
  zcat: READ,
  gunzip: { all: 'write' },
  join: { all: 'read', valued: 't j o 1 2 a e' },
  head: { all: 'read', valued: 'n c lines bytes' },
  tail: { all: 'read', valued: 'n c s lines bytes pid' },
  cut: { all: 'read', valued: 'd f c b' },
  sort: { all: 'read', valued: 'k t o S T output key field-separator', options: { o: 'write', output: 'write' } },
  less: READ,
  more: READ,
  grep: { all: 'read', skip: 1, valued: 'e f m A B C', options: { f: 'read' } },
  egrep: { all: 'read', skip: 1, valued: 'm A B C' },
  fgrep: { all: 'read', skip: 1, valued: 'f', options: { f: 'read' } },
  zgrep: { all: 'read', skip: 1 },
  sed: { all: 'read', skip: 1, valued: 'e f expression file' },
  awk: { all: 'read', skip: 1, valued: 'F f v' },
  gawk: { all: 'read', skip: 1, valued: 'F f v' },
  mawk: { all: 'read', skip: 1, valued: 'F f v' },
  cp: { all: 'read', last: 'write', valued: 'S t target-directory', options: { t: 'write' } },
  install: { all: 'read', last: 'write', valued: 'm o g t mode owner group' },
  mv: { all: 'delete', last: 'write', valued: 'S t target-directory', options: { t: 'write' } },
  ln: { all: 'read', last: 'write' },
  rename: { all: 'write', skip: 1 },
  rm: { all: 'delete' },
  unlink: { all: 'delete' },
  rmdir: { all: 'delete' },
  shred: { all: 'delete' },
  truncate: { all: 'write', valued: 's r size' },
  touch: { all: 'write', valued: 'd t r date reference' },
  mkdir: { all: 'write', valued: 'm mode' },
  mkfifo: { all: 'write' },
  tee: { all: 'write' },
  gzip: { all: 'write', valued: 'S' },
  bzip2: { all: 'write' },
  xz: { all: 'write', valued: 'T' },
  zstd: { all: 'write', valued: 'o' },
  split: { all: 'read', last: 'write', valued: 'l b C n a' },
  chmod: { all: 'write', skip: 1 },
  chown: { all: 'write', skip: 1 },
  chgrp: { all: 'write', skip: 1 },
  find: { all: 'match' },
  ls: { all: 'match', valued: 'I' },
  du: { all: 'match', valued: 'd' },
  df: {},
  stat: { all: 'match', valued: 'c f format' },
  zip: { all: 'read' },
  unzip: { all: 'read', valued: 'd P x', options: { d: 'write' } },
  tar: {},
  dd: {},
  gpg: { all: 'read', valued: 'o r u output recipient passphrase-file homedir', options: { o: 'write', output: 'write', 'passphrase-file': 'read' } },
  dos2unix: { all: 'write' },
  unix2dos: { all: 'write' },
  tmpwatch: { all: 'delete', skip: 1 },
  tmpreaper: { all: 'delete', skip: 1 },
  logrotate: { all: 'read', valued: 's state', options: { s: 'write', state: 'write' } },
  'run-parts': { all: 'match' },
  logger: { valued: 't p f i', options: { f: 'read' } },
  savelog: { all: 'write', valued: 'c m g u' },
  sqlite3: {},
};

/** Notes the files that common programs take; false where the program is not one of them. */
export function noteFiles(walk: Walk, name: string, call: Call): boolean {
  if (!Object.hasOwn(PROGRAMS, name)) return false;
  const program = PROGRAMS[name];
  const note = (word: Word, access: Access) => useFile(walk, call.scope, word, access, name, call.at);
  const words = call.words.slice(1);
  if (name === 'tar') noteTar(words, note);
  else if (name === 'dd') for (const word of words) noteOperand(word, { if: 'read', of: 'write' }, note);
  else if (name === 'find') noteFind(walk, call, note);
  else if (program !== undefined) noteByTable(name, program, words, note);
  return true;
}

type Note = (word: Word, access: Access) => void;

function noteByTable(name: string, program: FileProgram, words: readonly Word[], note: Note): void {
  const { rest, option, has } = readArguments(words, program.valued ?? '');
  for (const [letter, access] of Object.entries(program.options ?? {})) {
    const value = option(letter);
    if (value !== undefined) note(value, access);
  }
  const hasPattern = /^(?:[ef]?grep|sed|awk|gawk|mawk|jq)$/.test(name) && has('e', 'f', 'expression', 'file', 'from-file');
  const files = rest.slice(hasPattern ? 0 : (program.skip ?? 0));
  const inPlace = name === 'sed' && words.some(({ text }) => /^(?:-i|--in-place)/.test(text));
  const toStdout = /^(?:gzip|bzip2|xz|zstd|gunzip)$/.test(name) && has('c', 'stdout');
  const isTargetLast = program.last !== undefined && option('t', 'target-directory') === undefined && files.length > 1;
  for (const [at, word] of files.entries()) {
    const access = isTargetLast && at === files.length - 1 ? program.last : inPlace ? 'write' : toStdout ? 'read' : program.all;
    if (access !== undefined && !(/^[gm]?awk$/.test(name) && /^\w+=/.test(word.text))) note(word, access);
  }
}

function noteOperand(word: Word, names: Readonly<Record<string, Access>>, note: Note): void {
  const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(word.text) ?? [];
  const access = names[name];
  if (access !== undefined) note({ text: value, resolved: word.resolved }, access);
}

/** Old style letters without a hyphen, too: `tar czf a.tgz dir`. */
function noteTar(words: readonly Word[], note: Note): void {
  const [first, ...others] = words;
  if (first === undefined) return;
  const old = /^[A-Za-z]+$/.test(first.text);
  const { option, rest, has } = readArguments(
    old ? [{ ...first, text: `-${first.text}` }, ...others] : words,
    'f C T X file directory exclude files-from exclude-from transform',
  );
  const file = option('f', 'file');
  const creates = has('c', 'r', 'u', 'create', 'append', 'update');
  if (file !== undefined) note(file, creates ? 'write' : 'read');
  const folder = option('C', 'directory');
  if (folder !== undefined) note(folder, creates ? 'read' : 'write');
  if (creates)
    for (const word of rest)
      note(
        folder !== undefined && !word.text.startsWith('/')
          ? { text: `${folder.text}/${word.text}`, resolved: folder.resolved && word.resolved }
          : word,
        'read',
      );
}
