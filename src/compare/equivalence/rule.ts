import type { z } from 'zod';
import type { Side } from '../../model/side.ts';
import type { ColumnDeclaration } from './declaration.ts';

/** A field of a column's declaration, and what stands there. */
interface Declared<K extends keyof ColumnDeclaration> {
  readonly name: K;
  readonly schema: z.ZodType<NonNullable<ColumnDeclaration[K]>>;
}

/** Makes a text of a text; applies to every cell. Undefined where the column does not declare it. */
export interface TextRule<K extends keyof ColumnDeclaration> extends Declared<K> {
  normaliser(declared: ColumnDeclaration): ((text: string) => string) | undefined;
}

/** Reads a cell as a value and gives the one text of that value; undefined for a cell that is none. It sees the cell and its side, nothing else. */
export type ValueReader = (text: string, side: Side) => string | undefined;

/** How a column's values are read. At most one of them holds for a column. */
export interface ValueRule<K extends keyof ColumnDeclaration> extends Declared<K> {
  reader(declared: ColumnDeclaration): ValueReader | undefined;
  /** Which of two different values of one record still count as equal; only for what is no equivalence in the strict sense. */
  acceptance?(declared: ColumnDeclaration): ((legacy: string, candidate: string) => boolean) | undefined;
}
