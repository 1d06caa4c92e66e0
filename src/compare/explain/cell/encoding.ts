import { type Message, message } from '../../../model/message.ts';
import type { Side } from '../../../model/side.ts';
import type { CellHypothesis, CellPair, CellRule } from '../hypothesis.ts';
import { LOSSES } from './lossy.ts';
import { type Mapping, mappingRules } from './mapping-rules.ts';
import { MISREADINGS } from './misread.ts';
import { isWaveDash } from './wave-dash.ts';

/** Pairs, and characters of them together, on which charsets are tried. */
const PROBES = 200;
const LONGEST = 100_000;
const ASCII = /^[\0-\x7f]*$/;

/** Characters that another charset made of the same bytes, or could not hold, or maps to a look-alike. */
export const encoding: CellHypothesis = {
  id: 'encoding',
  propose: (sample) => {
    const telling = probes(sample.filter(({ legacy, candidate }) => !ASCII.test(legacy) || !ASCII.test(candidate)));
    if (telling.length === 0) return [];
    return [
      ...waveDashRules(telling),
      ...MISREADINGS.flatMap((mappings) => rulesOf(telling, mappings, 'misread')),
      ...rulesOf(telling, LOSSES, 'lossy'),
    ];
  },
};

/** Some pairs from all over a sample, not too long: there are many charsets to try. */
function probes(sample: readonly CellPair[]): readonly CellPair[] {
  const step = Math.ceil(sample.length / PROBES);
  let length = 0;
  return sample.filter((pair, index) => {
    if (index % step !== 0 || length > LONGEST) return false;
    length += pair.legacy.length + pair.candidate.length;
    return true;
  });
}

function waveDashRules(sample: readonly CellPair[]): readonly CellRule[] {
  return (['candidate', 'legacy'] as const).flatMap((side) => {
    const explains = ({ legacy, candidate }: CellPair) => (side === 'candidate' ? isWaveDash(legacy, candidate) : isWaveDash(candidate, legacy));
    if (!sample.some(explains)) return [];
    const cause = message('explain.encoding.cause.wave-dash', WAVE_DASH, { side });
    return [{ parameters: { how: 'wave dash', side }, strength: 'reproduces', explains, cause, fix: fixWaveDash(side) }];
  });
}

/** `side` is the one with Microsoft's characters; the candidate shall write what legacy writes. */
function fixWaveDash(side: Side): Message {
  const map = side === 'candidate' ? 's/～/〜/g' : 's/〜/～/g';
  return message('explain.encoding.fix.wave-dash', FIX_WAVE_DASH, { map });
}

function rulesOf(sample: readonly CellPair[], mappings: readonly Mapping[], what: 'misread' | 'lossy'): readonly CellRule[] {
  return mappingRules(sample, mappings, (how, side) => ({
    cause: message(`explain.encoding.cause.${what}`, what === 'misread' ? MISREAD : LOSSY, { how, side }),
    fix: FIX[what],
  }));
}

const WAVE_DASH =
  'the same bytes of Shift_JIS or EUC-JP, mapped by the table of Microsoft in {side} and by that of JIS on the other side: CP932 (glibc, WHATWG, Java MS932) makes U+FF5E of the wave dash, libiconv and SHIFT_JIS make U+301C, and likewise for ‖ − ¢ £ ¬ —';

const MISREAD =
  'the text of {side} shows its bytes read in another charset ({how}): a locale, a client encoding or a reader is set for another charset than the file is in';

const LOSSY =
  'the text of {side} has gone through a charset that lacks some characters ({how}): the locale is C, or the receiver’s charset is narrower';

const FIX_WAVE_DASH =
  'Name one table on both sides (CP932 or SHIFT_JIS, in iconv, the client encoding of the database, or Python); musl has no CP932 by that name: convert elsewhere, or map the characters in the container: sed "{map}" and likewise for the others.';

const FIX = {
  misread: message(
    'explain.encoding.fix.misread',
    'Say the charset at every border: ENV LANG=C.UTF-8 in the Dockerfile, PGCLIENTENCODING=UTF8 (mysql: --default-character-set=utf8mb4) in the task definition, iconv -f <charset> -t UTF-8 once and not twice.',
  ),
  lossy: message(
    'explain.encoding.fix.lossy',
    'ENV LANG=C.UTF-8 in the Dockerfile, and a charset that holds all characters (UTF-8; CP932 instead of SHIFT_JIS; utf8mb4 instead of utf8).',
  ),
};
