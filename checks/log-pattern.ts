import { z } from 'zod';
import {
  type CheckContext,
  type CheckResult,
  cell,
  defineCheck,
  differenceSink,
  type Finding,
  inconclusive,
  judgeCounted,
  LINE_LIMIT,
  logLines,
  message,
  patternOption,
  SIDES,
  type Side,
  type SideEvidence,
  withinTime,
} from '../src/check.ts';

const patterns = z.array(patternOption).min(1).exactOptional();
const options = z
  .strictObject({
    side: z.enum(['legacy', 'candidate', 'both']).default('candidate').describe('Whose log is read'),
    must: patterns.describe('Regular expressions (JavaScript, flag u), each of which some line must match'),
    mustNot: patterns.describe('Regular expressions (JavaScript, flag u) that no line may match'),
  })
  .refine(({ must, mustNot }) => must !== undefined || mustNot !== undefined, { message: 'expected `must`, `mustNot` or both', path: ['must'] });

/** Most milliseconds for the patterns on a stretch of the log (at most 256 KiB). */
const TIME = 5_000;
/** A pattern that asks for more than ASCII, by letter or by escape. */
const BEYOND_ASCII = /[^\x20-\x7e]|\\[upx]/;
/** Letters of a line that are shown. */
const SHOWN = 200;

/** The log has the lines that it must have, and none that it must not have. A log that is cut or incomplete never passes. */
export const logPattern = defineCheck({
  apiVersion: 1,
  id: 'log-pattern',
  title: message('log-pattern', 'the log says what it must and nothing that it must not'),
  scope: 'outcome',
  options,
  async check(pair, settings, x) {
    const asked = SIDES.filter((name) => settings.side === 'both' || settings.side === name);
    return await judgeLogs(
      asked.map((side) => ({ side, evidence: pair[side] })),
      settings,
      x,
    );
  },
  async alone({ candidate }, settings, x) {
    return settings.side === 'legacy' ? undefined : await judgeLogs([{ side: 'candidate', evidence: candidate }], settings, x);
  },
});

interface LoggedSide {
  readonly side: Side;
  readonly evidence: SideEvidence;
}

async function judgeLogs(sides: readonly LoggedSide[], { must = [], mustNot = [] }: z.output<typeof options>, x: CheckContext): Promise<CheckResult> {
  const sink = differenceSink(x, undefined);
  const findings: Finding[] = [];
  const figures: Record<string, number> = {};
  for (const { side: one, evidence } of sides) {
    const { log, observation } = evidence;
    if (log === undefined) return inconclusive(message('log-pattern.no-log', 'the run has no log of {side}', { side: one }));
    const read = await matchLog(log.file, must, mustNot, x.signal, (number, text, pattern) =>
      sink.add('value', undefined, () => forbidden(one, number, text, pattern)),
    );
    figures[`${one}.lines`] = read.lines;
    const doubts = doubtsOf(one, observation.log, read, [...mustNot, ...read.unmet]);
    findings.push(...doubts);
    // What is missing in a log that lacks lines may be in those.
    if (doubts.length === 0) for (const pattern of read.unmet) sink.add('value', undefined, () => unmet(one, pattern));
  }
  return judgeCounted(x, sink, {
    findings,
    figures,
    summary: (open) =>
      message(
        'log-pattern.summary',
        open === 0 ? '{patterns} patterns, {lines} lines read' : '{open} lines are forbidden or missing; {lines} lines read',
        {
          open,
          patterns: must.length + mustNot.length,
          lines: Object.values(figures).reduce((sum, lines) => sum + lines, 0),
        },
      ),
  });
}

interface LogRead {
  readonly lines: number;
  readonly cut: number;
  /** Lines with bytes that are no UTF-8. */
  readonly garbled: number;
  readonly unmet: readonly string[];
}

async function matchLog(
  file: string,
  must: readonly string[],
  mustNot: readonly string[],
  signal: AbortSignal,
  found: (line: number, text: string, pattern: string) => void,
): Promise<LogRead> {
  const compile = (texts: readonly string[]) => texts.map((text) => ({ text, pattern: new RegExp(text, 'u') }));
  const forbidding = compile(mustNot);
  let open = compile(must);
  const read = { lines: 0, cut: 0, garbled: 0 };
  for await (const lines of logLines(file, signal)) {
    withinTime(TIME, 'log-pattern', () => {
      for (const { number, text, cut } of lines) {
        read.lines += 1;
        if (cut) read.cut += 1;
        if (text.includes('\ufffd')) read.garbled += 1;
        for (const one of forbidding) if (one.pattern.test(text)) found(number, text, one.text);
        if (open.length > 0) open = open.filter(({ pattern }) => !pattern.test(text));
      }
    });
  }
  return { ...read, unmet: open.map(({ text }) => text) };
}

/** `open`: patterns that matched nothing, or must not. */
function doubtsOf(side: Side, log: SideEvidence['observation']['log'], { lines, cut, garbled }: LogRead, open: readonly string[]): Finding[] {
  const doubt = (id: string, text: string, fix: string): Finding => ({
    id: `log-pattern.${id}`,
    message: message(`log-pattern.${id}`, text, { side, cut, garbled, limit: LINE_LIMIT, bytes: log.cutBytes }),
    side,
    fix: message(`log-pattern.${id}.fix`, fix),
  });
  const found: Finding[] = [];
  if (!log.complete)
    found.push(doubt('incomplete', 'the log of {side} may lack lines', 'Let the log driver block (mode=blocking), so that no line is lost.'));
  if (log.cutBytes > 0)
    found.push(doubt('cut', '{bytes} bytes of the log of {side} were not kept', 'Have the batch log less, or collect its log as an output.'));
  if (cut > 0)
    found.push(
      doubt('long-line', '{cut} lines of {side} are longer than {limit} letters and were matched in part', 'Have the batch write shorter lines.'),
    );
  if (garbled > 0 && open.some((pattern) => BEYOND_ASCII.test(pattern)))
    found.push(
      doubt(
        'no-utf8',
        '{garbled} lines of {side} are not valid UTF-8: no pattern with other letters than ASCII can match there',
        'Have the batch log in UTF-8.',
      ),
    );
  if (lines === 0)
    found.push(doubt('empty', 'the log of {side} has no lines: nothing was matched', 'If the batch logs into a file, collect that as an output.'));
  return found;
}

function forbidden(side: Side, line: number, text: string, pattern: string) {
  return {
    kind: 'value' as const,
    [side]: cell(text.slice(0, SHOWN)),
    message: message('log-pattern.forbidden', 'line {line} of {side} matches {pattern}, which no line may', { side, line, pattern }),
  };
}

function unmet(side: Side, pattern: string) {
  return { kind: 'value' as const, message: message('log-pattern.unmet', 'no line of {side} matches {pattern}', { side, pattern }) };
}
