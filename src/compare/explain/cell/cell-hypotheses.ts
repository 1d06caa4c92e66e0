import type { CellHypothesis } from '../hypothesis.ts';

/** The causes that show in single cells. Of two that explain equally well, the earlier one is named. */
export const CELL_HYPOTHESES: readonly CellHypothesis[] = [];
