import { describe, expect, it } from 'vitest';
import { explainCells, type Texts, UNRELATED } from '../../../testing/explain-cells.ts';
import { encoding } from './encoding.ts';

describe('encoding', () => {
  it.each<[string, readonly Texts[], object]>([
    [
      'UTF-8 read as CP932',
      [
        ['東京', '譚ｱ莠ｬ'],
        ['表', '陦ｨ'],
      ],
      { how: 'UTF-8 read as CP932', side: 'candidate' },
    ],
    [
      'UTF-8 read as windows-1252',
      [
        ['é', 'Ã©'],
        ['naïve', 'naÃ¯ve'],
      ],
      { how: 'UTF-8 read as windows-1252' },
    ],
    ['legacy that was broken', [['Ã©', 'é']], { how: 'UTF-8 read as windows-1252', side: 'legacy' }],
    ['CP932 read as UTF-8', [['日本', '\ufffd\ufffd\ufffd{']], { how: 'CP932 read as UTF-8' }],
    [
      'the table of Microsoft',
      [
        ['10〜12', '10～12'],
        ['−5‖', '－5∥'],
        ['¢£¬', '￠￡￢'],
      ],
      { how: 'wave dash', side: 'candidate' },
    ],
    ['the table of JIS', [['～', '〜']], { how: 'wave dash', side: 'legacy' }],
    [
      'question marks',
      [
        ['山田', '??'],
        ['O’Brien', 'O?Brien'],
      ],
      { how: 'ASCII, a question mark for each character' },
    ],
    ['question marks by byte', [['山田', '??????']], { how: 'ASCII, a question mark for each byte' }],
    [
      'what CP932 lacks',
      [
        ['東京😀', '東京?'],
        ['한국', '??'],
      ],
      { how: 'CP932, a question mark for each character' },
    ],
    ['U+FFFD', [['山田', '\ufffd\ufffd']], { how: 'ASCII, U+FFFD for each character' }],
    ['windows-1252 read as UTF-8', [['é', '\ufffd']], { how: 'windows-1252 read as UTF-8' }],
    ['utf8 of MySQL', [['寿司🍣です', '寿司']], { how: 'UTF-8 of at most 3 bytes, the text ends there' }],
    ['what SHIFT_JIS without vendors’ characters lacks', [['①髙島屋', '??島屋']], { how: 'SHIFT_JIS, a question mark for each character' }],
    ['question marks by byte of CP932', [['山田A', '????A']], { how: 'ASCII, a question mark for each byte of CP932' }],
    ['references of XML', [['髙橋', '&#39641;橋']], { how: 'SHIFT_JIS, a numeric reference of XML' }],
    ['escapes of JSON', [['東京😀', '\\u6771\\u4eac\\ud83d\\ude00']], { how: 'ASCII, an escape of JSON' }],
    ['letters without their marks', [['Müller é', 'Muller e']], { how: 'ASCII, letters without their marks' }],
    ['UTF-8 read as CP932 by the WHATWG', [['佐々木', '菴舌\ufffd\ufffd惠']], { how: 'UTF-8 read as CP932, as browsers read it' }],
  ])('names %s', (_what, cells, parameters) => {
    expect(explainCells(encoding, cells)).toMatchObject({ rules: [{ parameters, cells: cells.length }], left: [] });
  });

  it('does not take values that are gone for characters that are, nor marks that nobody sees for a charset', () => {
    const cells: readonly Texts[] = [
      ['山田', ''],
      ['', '東京'],
      ['が', 'か\u3099'],
    ];
    expect(explainCells(encoding, cells)).toEqual({ rules: [], left: cells });
  });

  it('is silent on unrelated cells, and leaves one beside its own', () => {
    expect(explainCells(encoding, UNRELATED)).toEqual({ rules: [], left: UNRELATED });
    for (const unrelated of UNRELATED)
      expect(explainCells(encoding, [...OWN, unrelated])).toMatchObject({ rules: [{ cells: OWN.length }], left: [unrelated] });
  });
});

const OWN: readonly Texts[] = [
  ['東京', '??'],
  ['大阪', '??'],
];
