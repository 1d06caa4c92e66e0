import { SIDES, type Side } from '../../../model/side.ts';
import type { ExplainFacts } from '../facts.ts';

/** From the beginning of the earlier run to the end of the later one, in milliseconds since 1970. */
export interface RunWindow {
  readonly from: number;
  readonly to: number;
  /** The side that began later; undefined where both began together. */
  readonly later: Side | undefined;
}

/** Times are often written in whole seconds: one that is cut off lies before the run's own beginning. */
const CUT_OFF = 999;

/** Undefined where the window of a run is not known. */
export function runWindow({ sides }: ExplainFacts): RunWindow | undefined {
  const [legacy, candidate] = SIDES.map((side) => sides[side].window);
  if (legacy === undefined || candidate === undefined) return undefined;
  const begin = { legacy: Date.parse(legacy.from), candidate: Date.parse(candidate.from) };
  const to = Math.max(Date.parse(legacy.to), Date.parse(candidate.to));
  const from = Math.min(begin.legacy, begin.candidate) - CUT_OFF;
  if (Number.isNaN(from) || Number.isNaN(to)) return undefined;
  return { from, to, later: begin.legacy === begin.candidate ? undefined : begin.legacy > begin.candidate ? 'legacy' : 'candidate' };
}
