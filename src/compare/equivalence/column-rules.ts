import type { Side } from '../../model/side.ts';
import type { ColumnDeclaration } from './declaration.ts';
import { TEXT_RULES, VALUE_RULES } from './registry.ts';

/** A cell as its column's rules see it: a tag and a text. Two cells are equal when their forms are. */
export type Form = string;

/** NULL, by a NULL word. */
const NULL: Form = 'n';
/** Text that no value rule read. */
const TEXT = 't';
/** The one text of a value. */
const VALUE = 'v';

/**
 * The rules of one column as functions. `formOf` sees the cell and its side and nothing else, so equality of forms is an equivalence (reflexive per side,
 * symmetric, transitive), and forms can be hashed in the place of texts. The tags keep a text apart from a value that is written alike.
 */
export class ColumnRules {
  /** Why the column is not compared; undefined where it is. */
  readonly ignored: string | undefined;
  /** The name of the rule that reads values, if there is one. */
  readonly reads: string | undefined;
  /** Whether an empty cell is declared to be NULL: then its quoting tells nothing. */
  readonly emptyIsNull: boolean;
  readonly #normalise: (text: string) => string;
  readonly #nulls: ReadonlySet<string>;
  readonly #read: ((text: string, side: Side) => string | undefined) | undefined;
  readonly #accept: ((legacy: string, candidate: string) => boolean) | undefined;

  constructor(declared: ColumnDeclaration) {
    const steps = TEXT_RULES.flatMap((rule) => rule.normaliser(declared) ?? []);
    const rule = VALUE_RULES.find(({ name }) => declared[name] !== undefined);
    this.ignored = declared.ignore;
    this.reads = rule?.name;
    this.#normalise = (text) => steps.reduce((current, step) => step(current), text);
    this.#nulls = new Set((declared.nullWords ?? []).map(this.#normalise));
    this.emptyIsNull = this.#nulls.has('');
    this.#read = rule?.reader(declared);
    this.#accept = rule?.acceptance?.(declared);
  }

  formOf(text: string, side: Side): Form {
    const normal = this.#normalise(text);
    if (this.#nulls.has(normal)) return NULL;
    const value = normal === '' ? undefined : this.#read?.(normal, side);
    return value === undefined ? TEXT + normal : VALUE + value;
  }

  /** Whether a form is of a cell that the value rule could not read. Nothing is to be read in an empty cell or a NULL. */
  unread(form: Form): boolean {
    return this.#read !== undefined && form.startsWith(TEXT) && form !== TEXT;
  }

  /** Whether some different forms count as equal. */
  get tolerates(): boolean {
    return this.#accept !== undefined;
  }

  /** The number that a form stands for, roughly, for sorting; what is none comes last. */
  static numberOf(form: Form): number {
    return form.startsWith(VALUE) ? Number(form.slice(1)) : Number.POSITIVE_INFINITY;
  }

  /** Whether two different forms count as equal nevertheless: numbers within the tolerance. */
  accepts(legacy: Form, candidate: Form): boolean {
    return this.#accept !== undefined && legacy.startsWith(VALUE) && candidate.startsWith(VALUE) && this.#accept(legacy.slice(1), candidate.slice(1));
  }

  /** Whether a form holds nothing: an empty text or NULL. */
  static isEmpty(form: Form): boolean {
    return form === TEXT || form === NULL;
  }
}
