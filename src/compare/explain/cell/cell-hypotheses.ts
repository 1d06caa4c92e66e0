import type { CellHypothesis } from '../hypothesis.ts';
import { letterCase } from './case.ts';
import { dateFormat } from './date-format.ts';
import { dateWindow } from './date-window.ts';
import { encoding } from './encoding.ts';
import { floatNoise } from './float-noise.ts';
import { leadingZeros } from './leading-zeros.ts';
import { lineEndsInCells } from './line-ends-in-cells.ts';
import { nullText } from './null-text.ts';
import { numberText } from './number-text.ts';
import { rounding } from './rounding.ts';
import { timeZone } from './time-zone.ts';
import { truncation } from './truncation.ts';
import { unicodeForm } from './unicode-form.ts';
import { whiteSpace } from './white-space.ts';
import { width } from './width.ts';

/** The causes that show in single cells. Of two that explain equally well, the earlier one is named. */
export const CELL_HYPOTHESES: readonly CellHypothesis[] = [
  timeZone,
  dateFormat,
  dateWindow,
  nullText,
  lineEndsInCells,
  whiteSpace,
  encoding,
  width,
  unicodeForm,
  leadingZeros,
  numberText,
  rounding,
  floatNoise,
  letterCase,
  truncation,
];
