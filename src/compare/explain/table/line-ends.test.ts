import { describe, expect, it } from 'vitest';
import { explainPair } from '../../../testing/table-input.ts';
import { lineEnds } from './line-ends.ts';

const LF = 'id,v\n1,a\n2,b\n';
const CRLF = LF.replaceAll('\n', '\r\n');

describe('line-ends', () => {
  it.each([
    ['CRLF is new', LF, CRLF, "sed -i 's/\\r$//'"],
    ['CRLF is gone', CRLF, LF, "sed -i 's/$/\\r/'"],
  ])('tells which way: %s', async (_, legacy, candidate, fix) => {
    const { explanations, accounted, open } = await explainPair(lineEnds, legacy, candidate);
    expect(explanations).toHaveLength(1);
    expect(explanations[0]?.fix.text).toContain(fix);
    expect(accounted[0]).toHaveLength(1);
    expect(open).toEqual([]);
  });

  it('tells a missing last line end apart', async () => {
    const { explanations, accounted } = await explainPair(lineEnds, CRLF, LF.trimEnd());
    expect(explanations.map(({ parameters }) => parameters)).toEqual([
      { legacy: 'CRLF', candidate: 'LF' },
      { final: true, legacy: 'yes', candidate: 'no' },
    ]);
    expect(accounted.map((one) => one.length)).toEqual([1, 1]);
    expect(explanations[1]?.cause.text).toContain('last record of candidate');
  });

  it('leaves another difference unexplained', async () => {
    const { open } = await explainPair(lineEnds, LF, CRLF.replace('b', 'x'), { key: ['id'] });
    expect(open).toMatchObject([{ kind: 'changed', column: 'v' }]);
  });

  it('is silent where line ends are alike, and on line ends inside cells', async () => {
    expect((await explainPair(lineEnds, 'id,v\n1,"a\nb"\n', 'id,v\n1,"a\r\nb"\n', { key: ['id'] })).explanations).toEqual([]);
  });
});
