import type { Side } from '../../../model/side.ts';
import type { SideFigures, TableComparison } from '../../tables/table-comparison.ts';
import type { TableInput } from '../hypothesis.ts';

/** What an explanation of order needs of two tables: less than a whole comparison. */
export interface OrderInput extends Pick<TableInput, 'match' | 'key' | 'facts' | 'records' | 'added' | 'removed'> {
  readonly comparison: Pick<TableComparison, 'compared' | 'added' | 'removed'> & Readonly<Record<Side, Pick<SideFigures, 'rows'>>>;
}
