/** How much of a text is noted, by the kernel's function for it: nothing but the number of its records, where they end, or their fields, too. */
export type Depth = 'countRecords' | 'findRecords' | 'findFields';

/** Random bytes that the kernel's `seed` takes. */
export const SECRET_BYTES = 96 + 1056;

/** What the wasm kernel offers (see `assembly/index.ts`). Numbers are unsigned 32-bit unless they are bigint; results may come as signed ones. */
export interface KernelExports {
  readonly seed: (from: number) => void;
  readonly setDialect: (delimiter: number, quote: number, columns: number) => void;
  readonly setFieldDialect: (delimiter: number, quote: number, scratch: number) => void;
  readonly setIndexBuffers: (ends: number, records: number, quotes: number, marks: number, wides: number) => void;
  readonly setTraits: (bare: number, needless: number, pending: number, columns: number) => void;
  readonly setColumns: (columns: number, keys: number, keyCount: number, places: number, placeCount: number, ordinals: number) => void;
  readonly setRows: (structureOnly: number, whole: number, codes: number, blocks: number, canonical: number) => void;
  readonly beginRows: (partitionBits: number, numberBefore: number) => void;
  readonly countRecords: FindRecords;
  readonly findRecords: FindRecords;
  readonly findFields: FindRecords;
  readonly takeWholeRecords: (base: number, header: number) => void;
  readonly quotesNeeded: (text: number, from: number, to: number) => number;
  readonly bareColumnsLeft: () => number;
  readonly lineEnds: (base: number, length: number) => number;
  readonly takeRecords: (base: number, header: number) => void;
  readonly setMerge: (
    downwards: number,
    shorterFirst: number,
    alike: number,
    quote: number,
    counts: number,
    out: number,
    outBytes: number,
    mostPairs: number,
  ) => void;
  readonly setMergeColumns: (
    keys: number,
    keysLegacy: number,
    keysCandidate: number,
    places: number,
    placesLegacy: number,
    placesCandidate: number,
    last: number,
    kept: number,
    keptBytes: number,
  ) => void;
  readonly setLegacyText: SetMergeText;
  readonly setCandidateText: SetMergeText;
  readonly merge: () => void;
  readonly keepLast: () => void;
  readonly flushMerge: () => void;
  readonly setJoin: (keyed: number, codes: number, columns: number, out: number, outBytes: number, listed: number) => void;
  readonly beginPartition: (slots: number, slotCount: number, chain: number) => void;
  readonly addRows: (from: number, bytes: number, candidate: number) => void;
  readonly endPartition: () => void;
  readonly flush: () => void;
  readonly recordCount: Counter;
  readonly markCount: Counter;
  readonly tail: Counter;
  readonly innerLines: Counter;
  readonly hasQuotes: Counter;
  readonly hasReturns: Counter;
  readonly irregular: Counter;
  readonly uneven: Counter;
  readonly foreign: Counter;
  readonly open: Counter;
  readonly rows: Counter;
  readonly emptyKeys: Counter;
  readonly crlf: Counter;
  readonly ragged: Counter;
  readonly firstRagged: Counter;
  readonly firstRaggedFields: Counter;
  readonly firstRaggedAt: Counter;
  readonly sumLow: { readonly value: bigint };
  readonly sumHigh: { readonly value: bigint };
  readonly repeated: Counter;
  readonly changed: Counter;
  readonly nextLegacy: Counter;
  readonly nextCandidate: Counter;
  readonly walkedLegacy: Counter;
  readonly walkedCandidate: Counter;
  readonly emptyLegacy: Counter;
  readonly emptyCandidate: Counter;
  readonly differing: Counter;
  readonly lost: Counter;
}

type FindRecords = (base: number, length: number) => void;

type SetMergeText = (
  base: number,
  ends: number,
  records: number,
  count: number,
  columns: number,
  from: number,
  returns: number,
  ended: number,
) => void;

interface Counter {
  readonly value: number;
}

/** What the kernel asks of its thread. */
export interface KernelHost {
  readonly blockFull: (partition: number) => void;
  readonly drain: (bytes: number) => void;
}

/** One instance a thread; several may share a memory, for the kernel keeps nothing of its own there. */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory, host: KernelHost): KernelExports {
  return new WebAssembly.Instance(module, { env: { memory }, host: { ...host } }).exports as unknown as KernelExports;
}
