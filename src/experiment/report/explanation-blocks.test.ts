import { describe, expect, it } from 'vitest';
import { cell, type Difference } from '../../model/difference.ts';
import type { Explanation } from '../../model/explanation.ts';
import { message } from '../../model/message.ts';
import { explanationBlocks } from './explanation-blocks.ts';

const example: Difference = { kind: 'changed', key: ['7', 'a'], column: 'at', legacy: cell('09:00'), candidate: cell('00:00') };
const explanation: Explanation = {
  id: 'time-zone',
  output: 'clients',
  column: 'at',
  parameters: { minutes: -540 },
  accountsFor: 5312,
  of: 5313,
  example,
  strength: 'reproduces',
  cause: message('c', 'times are 9 h earlier'),
  fix: message('f', 'ENV TZ=Asia/Tokyo'),
};

describe('explanationBlocks', () => {
  it('shows what stays unexplained first, then each cause with its count, an example and the fix', () => {
    const blocks = explanationBlocks({
      explanations: [explanation],
      unexplained: { total: 1, first: [{ ...example, column: 'name', candidate: cell('odd') }] },
    });
    expect(blocks.map(({ kind }) => kind)).toEqual(['text', 'contrast', 'list']);
    const [first, table, list] = blocks.map((block) => JSON.stringify(block));
    expect(first).toContain('1 of them stay unexplained.');
    expect(table).toContain('odd');
    expect(list).toContain(
      'time-zone in at accounts for 5,312 of 5,313: times are 9 h earlier. For instance of 7 · a: \\"09:00\\" in legacy, \\"00:00\\" in candidate. Fix: ENV TZ=Asia/Tokyo',
    );
  });

  it('says so when nothing stays unexplained, and when a cause is only consistent', () => {
    const blocks = explanationBlocks({ explanations: [{ ...explanation, strength: 'consistent' }], unexplained: { total: 0, first: [] } });
    expect(JSON.stringify(blocks)).toContain('Each of them is explained.');
    expect(JSON.stringify(blocks)).toContain('(consistent with it, not proven)');
  });

  it('tells one cause of several columns once, with the count of each', () => {
    const all = { ...explanation, of: 6_319 };
    const other = { ...all, column: 'until', accountsFor: 1_000 };
    const unlike = { ...all, column: 'x', accountsFor: 7, fix: message('f', 'another') };
    const texts = explanationBlocks({ explanations: [all, other, unlike], unexplained: { total: 0, first: [] } }).flatMap((block) =>
      block.kind === 'list' ? block.items.map(({ text }) => text) : [],
    );
    expect(texts).toHaveLength(2);
    expect(texts[0]).toContain('time-zone in at (5,312), until (1,000) accounts for 6,312 of 6,319');
    expect(texts[1]).toContain('time-zone in x accounts for 7 of 6,319');
  });

  it('shows nothing where no cause was found or looked for', () => {
    expect(explanationBlocks({ explanations: [], unexplained: { total: 3, first: [example] } })).toEqual([]);
    expect(explanationBlocks({ explanations: [] })).toEqual([]);
  });
});
