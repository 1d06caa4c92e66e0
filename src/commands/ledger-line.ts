import type { LedgerRecord, RunEntry } from '../model/ledger.ts';

const SOAKED = { judged: 'natural run', 'not-happened': 'did not happen', unknown: 'not known' } as const;

/** What an entry is about, which one it is, and how it ended: three columns of `ledger show`. */
export function ledgerLine(entry: LedgerRecord['entry']): [string, string, string] {
  switch (entry.type) {
    case 'run':
      return [
        entry.scenario,
        entry.run,
        `${describeRun(entry)}${entry.purpose === undefined || entry.purpose === 'rehearsal' ? '' : ` (${entry.purpose})`}`,
      ];
    case 'prune':
      return [entry.scenario, entry.run, `${entry.files} files removed`];
    case 'unlock':
      return [entry.lock, '', `${entry.by}: ${entry.reason}`];
    case 'drill':
    case 'rollback':
    case 'calibration':
      return [entry.scenario, entry.id, entry.status];
    case 'self-test':
      return [entry.scenario, entry.id, `${entry.status}, ${(entry.score * 100).toFixed(1)} % caught`];
    case 'cutover':
      return [entry.scenario, entry.id, `${entry.step}: ${entry.status}`];
    case 'soak':
      return [
        entry.scenario,
        entry.run,
        `${entry.fire.slice(0, 16)}Z, ${SOAKED[entry.what]}: ${entry.status}${entry.mode === 'alone' ? ', not compared with legacy' : ''}${entry.starters === 'pass' ? '' : `; what starts it: ${entry.starters}`}`,
      ];
    case 'starters':
      return [entry.scenario, '', entry.status === 'pass' ? 'what starts it is right again' : `what starts it: ${entry.text}`];
    case 'survey':
      return [`host ${entry.host}`, entry.survey.slice(0, 12), `surveyed by ${entry.recordedBy}`];
    case 'override':
      return [
        'scenario' in entry.subject ? entry.subject.scenario : `host ${entry.subject.host}`,
        entry.id,
        `${entry.by}, until ${entry.until}: ${entry.why}`,
      ];
    case 'override-end':
      return ['', entry.id, `taken back by ${entry.recordedBy}: ${entry.why}`];
    case 'later':
      return ['', '', `${String(entry.written.type)}, of a later version of Twinrun`];
  }
}

function describeRun({ status, allowed }: RunEntry): string {
  return `${status}${status === 'pass' && allowed > 0 ? `, with ${allowed} allowed` : ''}`;
}
