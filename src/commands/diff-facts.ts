import { resolve } from 'node:path';
import type { ExplainFacts, SideFacts } from '../compare/explain/facts.ts';
import { TwinrunError } from '../model/error.ts';
import type { Side } from '../model/side.ts';
import { hashFile } from '../runtime/hash.ts';
import { isZone, zoneFix } from '../runtime/zone.ts';
import { sideValues } from './side-values.ts';

/** What a person may tell of both sides, as options. */
export interface FactOptions {
  readonly 'time-zone': readonly string[];
  readonly locale: readonly string[];
  readonly window: readonly string[];
  readonly previous: readonly string[];
}

/**
 * The facts that help to find causes. Throws as misuse `cli.zone` (no IANA name), `cli.window` (no two times), `cli.previous` (a file of the previous run
 * cannot be read), `cli.side-value`.
 */
export async function diffFacts(options: FactOptions, folder: string, signal: AbortSignal): Promise<ExplainFacts> {
  const zones = sideValues('time-zone', options['time-zone']);
  const locales = sideValues('locale', options.locale);
  const windows = sideValues('window', options.window);
  const previous = sideValues('previous', options.previous);
  const of = async (side: Side): Promise<SideFacts> => ({
    ...given('timeZone', zones[side], zone),
    ...given('locale', locales[side], (text) => text),
    ...given('window', windows[side], window),
    ...(previous[side] === undefined ? {} : { previousSha256: await digest(resolve(folder, previous[side]), signal) }),
  });
  return { sides: { legacy: await of('legacy'), candidate: await of('candidate') } };
}

function given<K extends string, T>(name: K, text: string | undefined, read: (text: string) => T): Partial<Record<K, T>> {
  return text === undefined ? {} : ({ [name]: read(text) } as Record<K, T>);
}

function zone(text: string): string {
  if (isZone(text)) return text;
  throw misuse('cli.zone', '--time-zone', {
    message: 'this is no time zone',
    expected: 'a name from the IANA list',
    received: text,
    fix: zoneFix(text),
  });
}

function window(text: string): { readonly from: string; readonly to: string } {
  const [from = '', to = '', ...more] = text.split('/');
  const [start, end] = [from, to].map((time) => (/^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)$/.test(time) ? new Date(time) : new Date(Number.NaN)));
  if (more.length === 0 && start !== undefined && end !== undefined && start <= end) return { from: start.toISOString(), to: end.toISOString() };
  throw misuse('cli.window', '--window', {
    message: 'these are not the beginning and the end of a run',
    expected: '<from>/<to>, both ISO 8601 with Z or an offset',
    received: text,
    fix: 'Write --window legacy=2026-11-25T01:30:00+09:00/2026-11-25T01:34:10+09:00.',
  });
}

async function digest(file: string, signal: AbortSignal): Promise<string> {
  try {
    return (await hashFile(file, signal)).sha256;
  } catch (cause) {
    signal.throwIfAborted();
    throw new TwinrunError({
      code: 'cli.previous',
      class: 'misuse',
      message: "the previous run's file cannot be read",
      at: { file },
      fix: 'Name the file that the same side left in the run before, with --previous or --previous legacy=<file>,candidate=<file>.',
      cause,
    });
  }
}

function misuse(code: string, field: string, details: { message: string; expected: string; received: string; fix: string }): TwinrunError {
  return new TwinrunError({ code, class: 'misuse', at: { field }, ...details });
}
