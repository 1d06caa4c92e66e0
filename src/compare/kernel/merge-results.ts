import type { Arena } from './arena.ts';
import type { KernelExports } from './exports.ts';
import { COUNT_WORDS } from './join-task.ts';
import type { RawKey } from './key-order.ts';
import type { MergeReport, MergeTask } from './merge-task.ts';
import { NumberList } from './number-list.ts';

/** The buffer of results: whole results of 12 bytes. */
const OUT = 12 << 12;
const COLUMN_BYTES = 2 * 4 * COUNT_WORDS;
/** Room for one key. */
const KEY_BYTES = 1 << 12;
const KINDS = { pair: 1, oneSided: 2, requoted: 4 } as const;

/** What a walk of the kernel leaves in memory: results, counts by column, and the last key. */
export class MergeResults {
  readonly #arena: Arena;
  readonly #kernel: KernelExports;
  readonly #task: MergeTask;
  readonly #out: number;
  /** Behind the results; then come the places of the last key's cells, and room for them. */
  readonly #columns: number;
  readonly #last: number;
  #found = emptyLists();

  constructor(task: MergeTask, kernel: KernelExports, arena: Arena) {
    this.#task = task;
    this.#kernel = kernel;
    this.#arena = arena;
    const { legacy, candidate } = task.sides;
    const columnBytes = COLUMN_BYTES * legacy.places.length;
    this.#out = arena.allocate(OUT + columnBytes + 8 * legacy.key.length + KEY_BYTES);
    this.#columns = this.#out + OUT;
    this.#last = this.#columns + columnBytes;
    const placesOf = (places: readonly number[]) => {
      const at = arena.allocate(4 * places.length + 4);
      arena.words(at, places.length).set(places);
      return at;
    };
    kernel.setMergeColumns(
      ...([legacy.key.length, placesOf(legacy.key), placesOf(candidate.key)] as const),
      ...([legacy.places.length, placesOf(legacy.places), placesOf(candidate.places)] as const),
      ...([this.#last, this.#last + 8 * legacy.key.length, KEY_BYTES] as const),
    );
  }

  /** Forgets all. At most `mostPairs` pairs will be listed. */
  begin(mostPairs: number): void {
    const { order, whole, sides } = this.#task;
    this.#found = emptyLists();
    this.#counts.fill(0);
    this.#kernel.setMerge(
      Number(order.descends),
      Number(order.byLength),
      Number(whole),
      sides.legacy.quote,
      this.#columns,
      this.#out,
      OUT,
      mostPairs,
    );
  }

  /** The kernel's results are full. */
  drain(bytes: number): void {
    const { pairs, requoted, removed, added } = this.#found;
    const words = this.#arena.words(this.#out, bytes / 4);
    for (let at = 0; at < words.length; at += 3) {
      const kind = words[at];
      const legacy = words[at + 1] ?? 0;
      const candidate = words[at + 2] ?? 0;
      if (kind === KINDS.oneSided) (legacy === 0 ? added : removed).push(legacy === 0 ? candidate : legacy);
      else {
        const list = kind === KINDS.pair ? pairs : requoted;
        list.push(candidate);
        list.push(legacy);
      }
    }
  }

  /** All that was found; `drain` has the rest. */
  end(): Omit<MergeReport, 'scans' | 'keys'> {
    const { pairs, requoted, removed, added } = this.#found;
    return {
      ...{ pairs: pairs.all, requoted: requoted.all, removed: removed.all, added: added.all },
      differing: this.#kernel.differing.value >>> 0,
      columns: this.#counts.slice(),
    };
  }

  /** As `keepLast` left it. */
  get lastKey(): RawKey {
    const { key } = this.#task.sides.legacy;
    const places = this.#arena.words(this.#last, 2 * key.length);
    return key.map((_, nth) => this.#arena.bytes.slice(places[2 * nth] ?? 0, (places[2 * nth] ?? 0) + (places[2 * nth + 1] ?? 0)));
  }

  get #counts(): Uint32Array {
    return this.#arena.words(this.#columns, (COLUMN_BYTES / 4) * this.#task.sides.legacy.places.length);
  }
}

function emptyLists() {
  return { pairs: new NumberList(), requoted: new NumberList(), removed: new NumberList(), added: new NumberList() };
}
