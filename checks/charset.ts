import { z } from 'zod';
import {
  anyData,
  type CharsetReading,
  cell,
  charsetLabel,
  type Difference,
  defineCheck,
  type EvidenceFile,
  EXPECTED_CHARSETS,
  emptyIsValid,
  type Finding,
  inconclusive,
  judge,
  message,
  outputOption,
  pairArtifacts,
  readCharset,
  representation,
  type Side,
  sameBytes,
} from '../src/check.ts';

const options = z.strictObject({
  output: outputOption,
  expect: z.enum(EXPECTED_CHARSETS).default('utf-8').describe('The charset that both sides must have'),
});

/** The files of both sides are valid in the charset, and both or neither begin with a byte order mark. */
export const charset = defineCheck({
  apiVersion: 1,
  id: 'charset',
  title: message('charset', 'both sides are written in the expected charset'),
  scope: 'content',
  traitOnly: true,
  options,
  async check(pair, { output, expect }, x) {
    const charset = charsetLabel(expect);
    const matched = pairArtifacts(pair, output);
    if (matched.kind === 'incomparable') return inconclusive(matched.reason);
    const differences: Difference[] = [...matched.differences];
    const findings: Finding[] = [];
    const invalid = { legacy: 0, candidate: 0 };
    const look = (side: Side, file: EvidenceFile, facts: CharsetReading) => {
      if (facts.damage !== undefined) findings.push({ ...facts.damage, side, output });
      if (facts.nul) findings.push(nulFound(side, output, file, charset));
      if (facts.reads !== undefined) findings.push(readsLike(side, output, file, { charset, other: facts.reads }));
      if (facts.invalidLine === undefined) return;
      invalid[side] += 1;
      differences.push(invalidText(side, output, file, { charset, line: facts.invalidLine }));
    };
    for (const artifacts of matched.pairs) {
      const legacy = await readCharset(artifacts.legacy, x.signal, expect);
      const candidate = sameBytes(artifacts) ? legacy : await readCharset(artifacts.candidate, x.signal, expect);
      look('legacy', artifacts.legacy, legacy);
      look('candidate', artifacts.candidate, candidate);
      if (legacy.bom !== candidate.bom) differences.push({ ...otherBom(artifacts.name, legacy.bom, candidate.bom), output });
    }
    const figures = { files: matched.pairs.length, 'legacy.invalid': invalid.legacy, 'candidate.invalid': invalid.candidate };
    const files = matched.pairs.flatMap(({ legacy, candidate }) => [legacy, candidate]);
    if (differences.length === 0 && !emptyIsValid(pair, output) && !(await anyData(files, pair, output, x.signal)))
      return inconclusive(message('charset.empty', 'no data on either side: nothing was compared'), { figures, findings });
    const [first] = differences;
    return judge(x, {
      output,
      differences,
      findings,
      figures,
      summary: (open) =>
        open > 0 && first?.message !== undefined
          ? first.message
          : message('charset.valid', '{files} files on each side, looked through as {charset}', { files: matched.pairs.length, charset }),
    });
  },
});

function invalidText(
  side: Side,
  output: string,
  { name }: EvidenceFile,
  { charset, line }: { readonly charset: string; readonly line: number },
): Difference {
  return {
    kind: 'value',
    output,
    [side]: cell(name),
    message: message('charset.invalid', '{name} of {side} is not valid {charset}, first on line {line}', { name, side, charset, line }),
  };
}

function otherBom(name: string, legacy: boolean, candidate: boolean): Difference {
  const yes = (value: boolean) => (value ? 'yes' : 'no');
  const values = { name, legacy: yes(legacy), candidate: yes(candidate) };
  return representation('bom', '{name}: byte order mark: {legacy} in legacy, {candidate} in candidate', values);
}

function readsLike(side: Side, output: string, { name, path }: EvidenceFile, values: { readonly charset: string; readonly other: string }): Finding {
  return {
    id: 'charset.other',
    message: message('charset.other', '{name} of {side} is valid {charset}, and looks like {other}', { name, side, ...values }),
    side,
    output,
    at: { file: path },
    fix: message('charset.other.fix', 'Look at it in both charsets; if it is {other}, have the side write {charset}.', values),
  };
}

function nulFound(side: Side, output: string, { name, path }: EvidenceFile, charset: string): Finding {
  return {
    id: 'charset.nul',
    message: message('charset.nul', '{name} of {side} holds NUL bytes, which no text does: is it UTF-16?', { name, side }),
    side,
    output,
    at: { file: path },
    fix: message('charset.nul.fix', 'Write the file as {charset}.', { charset }),
  };
}
