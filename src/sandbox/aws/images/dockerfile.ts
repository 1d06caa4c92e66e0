import { TwinrunError } from '../../../model/error.ts';

/** One instruction of a Dockerfile. */
export interface Instruction {
  /** In upper case. */
  readonly keyword: string;
  /** Everything after the keyword and its flags, continuation lines joined. */
  readonly text: string;
  /** `--chmod=0755` as `chmod: 0755`. */
  readonly flags: Readonly<Record<string, string>>;
  /** Counted from 1. */
  readonly line: number;
}

/** Reads a Dockerfile into instructions: comments dropped, continuations joined. `file` is named in errors (`dockerfile.unsupported`, misuse). */
export function parseDockerfile(source: string, file: string): readonly Instruction[] {
  const lines = source.replace(/^\ufeff/, '').split(/\r?\n/);
  const instructions: Instruction[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = index + 1;
    let text = (lines[index] ?? '').trim();
    if (/^#\s*escape\s*=\s*[^\\]/i.test(text) && instructions.length === 0) throw unsupported(file, line, 'another escape character');
    if (text === '' || text.startsWith('#')) continue;
    while (text.endsWith('\\') && index + 1 < lines.length) {
      index += 1;
      const next = (lines[index] ?? '').trim();
      if (next === '' || next.startsWith('#')) continue;
      text = `${text.slice(0, -1)} ${next}`;
    }
    instructions.push(parseInstruction(text.replace(/\\$/, '').trim(), file, line));
  }
  return instructions;
}

function parseInstruction(text: string, file: string, line: number): Instruction {
  const keyword = (/^\S+/.exec(text)?.[0] ?? '').toUpperCase();
  let rest = text.slice(keyword.length).trim();
  const flags: Record<string, string> = {};
  for (;;) {
    const match = /^--([a-z-]+)(?:=(\S*))?(?:\s+|$)/.exec(rest);
    if (match === null || match[1] === undefined) break;
    flags[match[1]] = match[2] ?? '';
    rest = rest.slice(match[0].length);
  }
  if (/<<-?\s*["']?\w/.test(rest) && (keyword === 'RUN' || keyword === 'COPY')) throw unsupported(file, line, 'a here-document');
  return { keyword, text: rest, flags, line };
}

/** Exec form (`["a", "b"]`) as it stands; shell form as `/bin/sh -c text`. */
export function commandOf(text: string): readonly string[] {
  if (text.startsWith('[')) {
    try {
      const value: unknown = JSON.parse(text);
      if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
    } catch {
      // Docker, too, takes what is no JSON as shell text
    }
  }
  return ['/bin/sh', '-c', text];
}

/** The sandbox does not do what the Dockerfile asks for. */
export function unsupported(file: string, line: number, what: string): TwinrunError {
  return new TwinrunError({
    code: 'dockerfile.unsupported',
    class: 'misuse',
    message: `the sandbox cannot build ${what}`,
    at: { file, line },
    expected: 'FROM (once), ARG, ENV, WORKDIR, COPY, RUN, USER, ENTRYPOINT, CMD',
    received: what,
    fix: 'Write it with the instructions named, or rehearse this image on real Fargate.',
  });
}
