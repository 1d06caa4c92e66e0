import { expect, it } from 'vitest';
import { isOrdered } from './ordered-query.ts';

it.each([
  ['SELECT a FROM t ORDER BY a', true],
  ['select a from t\norder\n by a limit 3', true],
  ['SELECT a FROM t', false],
  ['SELECT row_number() OVER (ORDER BY a) FROM t', false],
  ['SELECT * FROM (SELECT a FROM t ORDER BY a) u', false],
  ["SELECT 'order by' FROM t", false],
  ["SELECT 'it''s (' FROM t ORDER BY a", true],
  ['SELECT "order by" FROM t', false],
  ['SELECT $x$ ( $x$ FROM t ORDER BY a', true],
  ['SELECT a FROM t -- ORDER BY a', false],
  ['SELECT a /* ORDER BY ( */ FROM t ORDER BY a', true],
  ['SELECT reorder bya FROM t', false],
])('%s: %s', (sql, expected) => expect(isOrdered(sql)).toBe(expected));
