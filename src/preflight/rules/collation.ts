import type { PreflightItem } from '../../model/preflight.ts';
import { answers, isItem, type PreflightRule } from '../rule.ts';

const ID = 'collation';

/** The order of text: of `sort` under each environment's locale, and of the SQL that lies beside the scripts. musl sorts by byte whatever the locale. */
export const collation: PreflightRule = {
  id: ID,
  check(facts) {
    const both = answers(ID, 'sort', facts);
    if (isItem(both)) return [both];
    return [ofSort(both.legacy.get('sort'), both.candidate.get('sort')), ofSql(both.legacy.get('collate'), both.candidate.get('collate'))];
  },
};

function ofSort(legacy: string | undefined, candidate: string | undefined): PreflightItem {
  const item = { rule: ID, subject: 'sort', legacy: legacy ?? '', candidate: candidate ?? '' };
  if (!legacy || !candidate) return { ...item, state: 'SKIPPED', why: 'sort did not say' };
  if (legacy === candidate) return { ...item, state: 'OK', why: `b A a B become ${legacy} on both` };
  return {
    ...item,
    state: 'DIFFERS',
    why: `b A a B become ${legacy} on legacy and ${candidate} on the candidate: sort, comm, join and ls order otherwise`,
    fix: { text: 'Set LC_ALL=C in both scripts before the first sort, or compare without regard to order.' },
  };
}

function ofSql(legacy: string | undefined, candidate: string | undefined): PreflightItem {
  const item = { rule: ID, subject: 'SQL', legacy: said(legacy), candidate: said(candidate) };
  if (legacy === undefined || candidate === undefined) return { ...item, state: 'SKIPPED', why: 'the folder of the scripts could not be read' };
  if (named(legacy) === named(candidate)) return { ...item, state: 'OK', why: `both sides' scripts name ${said(legacy)}` };
  return {
    ...item,
    state: 'DIFFERS',
    why: `SQL beside the legacy script names ${said(legacy)}, the candidate's names ${said(candidate)}: ORDER BY gives another order of text`,
    fix: { text: 'Give both the same COLLATE, or none; ORDER BY without one takes the column’s, then the database’s.' },
  };
}

function named(text: string): string {
  const names = text.split(';').map((one) => one.replace(/^collate\s+/i, '').trim());
  return [...new Set(names)]
    .filter((one) => one !== '')
    .sort()
    .join(', ');
}

function said(text: string | undefined): string {
  const names = named(text ?? '');
  return names === '' ? 'no collation' : `collation ${names}`;
}
