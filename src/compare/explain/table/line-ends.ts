import { type Message, message } from '../../../model/message.ts';
import type { TableExplanation, TableHypothesis, TableInput } from '../hypothesis.ts';
import { type Trait, traitOf } from './trait.ts';

/** Records end with CRLF on one side and LF (or CR) on the other, or only one file ends its last record. */
export const lineEnds: TableHypothesis = {
  id: 'line-ends',
  explain: async ({ comparison }: TableInput) => {
    const ends = traitOf(comparison, 'line-ends');
    const last = traitOf(comparison, 'final-newline');
    return [...(ends === undefined ? [] : [explainEnds(ends)]), ...(last === undefined ? [] : [explainLast(last)])];
  },
};

function explainEnds({ legacy, candidate, accounts }: Trait): TableExplanation {
  const parameters = { legacy, candidate };
  const returns = candidate.includes('CR') && !legacy.startsWith('CR');
  const cause = message(
    'explain.line-ends.cause',
    `records end with {legacy} in legacy and with {candidate} in the candidate: ${returns ? GAINED : LOST}`,
    parameters,
  );
  return { parameters, strength: 'reproduces', accounts, cause, fix: returns ? GAINED_FIX : LOST_FIX };
}

const GAINED =
  "the candidate writes line ends of Windows (Python's csv module writes CRLF by default; a script or template that was checked out on Windows carries them into the image)";
const LOST = 'a step that wrote CRLF did not come along (unix2dos, a sed of the old script, a Windows client), and psql and the shell write LF';

const GAINED_FIX = message(
  'explain.line-ends.fix.gained',
  "Name the line end (in Python csv.writer(file, lineterminator='\\n')), keep sources at LF (.gitattributes: * text eol=lf), or convert last: sed -i 's/\\r$//' <file>.",
);
const LOST_FIX = message(
  'explain.line-ends.fix.lost',
  "If the receiver expects CRLF, convert after the export: sed -i 's/$/\\r/' <file> (BusyBox has unix2dos too; records with line ends inside quotes need a CSV writer instead).",
);

function explainLast({ legacy, candidate, accounts }: Trait): TableExplanation {
  const side = candidate === 'yes' ? 'legacy' : 'candidate';
  const cause = message(
    'explain.line-ends.final.cause',
    'the last record of {side} has no line end: lines are joined by it, or $(…) of the shell took it off',
    { side },
  );
  return { parameters: { final: true, legacy, candidate }, strength: 'reproduces', accounts, cause, fix: FINAL_FIX[side] };
}

const FINAL_FIX: Readonly<Record<'legacy' | 'candidate', Message>> = {
  candidate: message(
    'explain.line-ends.final.fix.candidate',
    "End the last line too: printf '%s\\n' \"$text\" instead of printf '%s', or redirect the program instead of $(…).",
  ),
  legacy: message(
    'explain.line-ends.final.fix.legacy',
    "The candidate's file is the well-formed one; if the receiver minds, cut the last line end: truncate -s -1 <file>.",
  ),
};
