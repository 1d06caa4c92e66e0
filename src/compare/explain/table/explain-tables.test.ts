import { writeFileSync } from 'node:fs';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../runtime/hash.ts';
import { useTempFolder } from '../../../testing/temporary-folder.ts';
import { csvFormat, type TableSource } from '../../csv/csv-format.ts';
import { explainTables } from '../explain-tables.ts';
import type { ExplainFacts } from '../facts.ts';

const folder = useTempFolder();
const lines = Array.from({ length: 40 }, (_, n) => `${String(n + 100)},Name ${(n * 13) % 40},${day(n)},x${(n * 7) % 11}\n`);
const HEAD = 'id,name,day,v\n';
const BASE = HEAD + lines.join('');
const KANJI = BASE.replaceAll('Name', '山田');

function day(n: number): string {
  return `2026-07-${String(1 + Math.floor(n / 10)).padStart(2, '0')} 10:00:00`;
}

function source(content: string | Buffer): TableSource {
  const file = folder.fresh();
  writeFileSync(file, content);
  return { file, format: csvFormat.config.parse({}) };
}

interface Case {
  readonly legacy: string | Buffer;
  readonly candidate: string;
  readonly count: number;
  readonly facts?: ExplainFacts;
  /** One more change makes it another case. */
  readonly whole?: true;
}

const sorted = (compare: (a: string, b: string) => number) => {
  const names = ['apple', 'Banana', 'cherry', 'Date', 'elder', 'Fig'];
  return `id,name,v\n${names
    .toSorted(compare)
    .map((name) => `${names.indexOf(name)},${name},x0\n`)
    .join('')}`;
};
const gap = (from: string, to: string) => ({ window: { from: `2026-07-09T${from}Z`, to: `2026-07-09T${to}Z` } });

const CASES: Readonly<Record<string, Case>> = {
  bom: { legacy: BASE, candidate: `\ufeff${BASE}`, count: 1 },
  'line-ends': { legacy: BASE, candidate: BASE.replaceAll('\n', '\r\n'), count: 1 },
  encoding: { legacy: iconv.encode(KANJI, 'CP932'), candidate: KANJI, count: 1 + 40 },
  quoting: { legacy: BASE, candidate: BASE.replaceAll(/,x(\d+)/g, ',"x$1"'), count: 1 },
  'columns-moved': { legacy: BASE, candidate: BASE.replaceAll(/^(.*?),(.*?),/gm, '$2,$1,'), count: 1 },
  'columns-renamed': { legacy: BASE, candidate: BASE.replace('name', 'clientName'), count: 2 },
  'rows-doubled': { legacy: BASE, candidate: BASE + lines.join(''), count: 40 },
  stale: {
    legacy: BASE,
    candidate: BASE.replaceAll('x1', 'y1'),
    count: BASE.split('x1').length - 1,
    facts: { sides: { legacy: {}, candidate: { previousSha256: sha256(BASE.replaceAll('x1', 'y1')) } } },
    whole: true,
  },
  partial: { legacy: BASE, candidate: BASE.slice(0, 900), count: Number.NaN },
  'date-window': { legacy: BASE, candidate: HEAD + lines.slice(10).join(''), count: 10 },
  'run-time': {
    legacy: BASE,
    candidate: `${BASE}900,new,2026-07-09 01:30:00,z\n901,new,2026-07-09 01:31:00,z\n`,
    count: 2,
    facts: { sides: { legacy: gap('01:29:00', '01:29:30'), candidate: gap('01:32:00', '01:32:30') } },
  },
  'row-order': { legacy: BASE, candidate: HEAD + lines.toReversed().join(''), count: 1 },
  collation: { legacy: sorted(new Intl.Collator('en').compare), candidate: sorted((a, b) => (a < b ? -1 : 1)), count: 1 },
};

const explain = ({ legacy, facts }: Case, candidate: string) =>
  explainTables(source(legacy), source(candidate), { key: ['id'], ...(facts === undefined ? {} : { facts }) });

describe('explainTables: whole tables', () => {
  it.each(Object.entries(CASES))('%s accounts for all', async (id, one) => {
    const { explained } = await explain(one, one.candidate);
    const own = explained.explanations.filter((explanation) => explanation.id === id);
    const counted = own.reduce((total, { accountsFor }) => total + accountsFor, 0);
    expect(own.length).toBeGreaterThan(0);
    if (!Number.isNaN(one.count)) expect(counted).toBe(one.count);
    expect(explained.of).toBe(counted);
    expect(explained.unexplained).toBe(0);
  });

  it.each(Object.entries(CASES).filter(([, { whole }]) => whole !== true))('%s leaves an unrelated changed cell unexplained', async (id, one) => {
    const { explained } = await explain(one, one.candidate.replace(/x0(?=["\r\n])/, 'unrelated'));
    const counted = explained.explanations.reduce((total, { accountsFor }) => total + accountsFor, 0);
    expect(explained.explanations.map((explanation) => explanation.id)).toContain(id);
    expect(explained.unexplained).toBe(1);
    expect(counted).toBe(explained.of - 1);
    // Of a doubled record the other copy was matched, so this one is a record of its own.
    expect(explained.examples).toMatchObject(id === 'rows-doubled' ? [{ kind: 'added' }] : [{ kind: 'changed', candidate: { text: 'unrelated' } }]);
  });

  it('takes a last line end that is missing for no cut', async () => {
    const { explained } = await explain({ legacy: BASE, candidate: '', count: 0 }, BASE.trimEnd());
    expect(explained).toMatchObject({ unexplained: 0, of: 1, explanations: [{ id: 'line-ends', accountsFor: 1 }] });
  });

  it('finds nothing where one cell differs', async () => {
    const { explained } = await explain({ legacy: BASE, candidate: '', count: 0 }, BASE.replace('x0', 'unrelated'));
    expect(explained).toMatchObject({ explanations: [], unexplained: 1, of: 1, shown: [] });
  });
});
