/** What can be computed of a column. The names under `columns` of the check `aggregate`. */
export const AGGREGATES = ['count', 'nulls', 'distinct', 'sum', 'avg', 'min', 'max', 'minText', 'maxText'] as const;

export type Aggregate = (typeof AGGREGATES)[number];

/** Those that read every cell as a number. */
export const NUMERIC: readonly Aggregate[] = ['sum', 'avg', 'min', 'max'];

/** One column and what is computed of it. */
export interface ColumnPlan {
  readonly name: string;
  readonly aggregates: readonly Aggregate[];
  /** Cells that hold no value beside the empty one: the NULL words of the column's rules. */
  readonly nullWords: readonly string[];
  /** By aggregate, the most that candidate may be away from legacy. Decimal text. */
  readonly tolerance: Readonly<Partial<Record<Aggregate, string>>>;
}

/** What is to be computed of a pair of tables. */
export interface AggregatePlan {
  readonly columns: readonly ColumnPlan[];
  /** Columns whose values make groups, each compared for itself; none for all records together. */
  readonly by: readonly string[];
}
