import type { ChunkIndex, ScanReport } from './scan-task.ts';

/** The stretches of one file, in order, as one. */
export function joinScans(parts: readonly ScanReport[]): ScanReport {
  const [first] = parts;
  if (first === undefined) throw new Error('no stretch of the file was read');
  if (parts.length === 1) return first;
  const total = (of: (part: ScanReport) => number) => parts.reduce((sum, part) => sum + of(part), 0);
  const sum = (of: (part: ScanReport) => bigint) =>
    BigInt.asUintN(
      64,
      parts.reduce((all, part) => all + of(part), 0n),
    );
  const linesBefore = linesBeforeEach(parts);
  const ragged = parts.findIndex((part) => part.firstRagged !== undefined);
  const firstRagged = parts[ragged]?.firstRagged;
  return {
    rows: total(({ rows }) => rows),
    lines: total(({ lines }) => lines),
    bom: first.bom,
    crlf: total(({ crlf }) => crlf),
    lf: total(({ lf }) => lf),
    finalNewline: parts.at(-1)?.finalNewline ?? false,
    emptyKeys: total(({ emptyKeys }) => emptyKeys),
    ragged: total(({ ragged: count }) => count),
    ...(firstRagged === undefined ? {} : { firstRagged: { ...firstRagged, line: firstRagged.line + (linesBefore[ragged] ?? 0) } }),
    bare: anyOf(parts.map(({ bare }) => bare)),
    needless: anyOf(parts.map(({ needless }) => needless)),
    sumLow: sum(({ sumLow }) => sumLow),
    sumHigh: sum(({ sumHigh }) => sumHigh),
    index: joinIndexes(parts, linesBefore),
    ...(parts.some(({ extents }) => extents === undefined) ? {} : { extents: parts.flatMap(({ extents = [] }) => extents) }),
  };
}

function linesBeforeEach(parts: readonly ScanReport[]): readonly number[] {
  let lines = 0;
  return parts.map(({ lines: mine }) => {
    const before = lines;
    lines += mine;
    return before;
  });
}

function joinIndexes(parts: readonly ScanReport[], linesBefore: readonly number[]): ChunkIndex {
  const count = parts.reduce((sum, { index }) => sum + index.rows.length, 0);
  const rows = new Uint32Array(count);
  const offsets = new Float64Array(count + 1);
  const lines = new Uint32Array(count);
  offsets[0] = parts[0]?.index.offsets[0] ?? 0;
  let at = 0;
  let before = 0;
  for (const [nth, { index, rows: mine }] of parts.entries()) {
    rows.set(index.rows, at);
    lines.set(index.lines, at);
    offsets.set(index.offsets.subarray(1), at + 1);
    const end = at + index.rows.length;
    addTo(rows, at, end, before);
    addTo(lines, at, end, linesBefore[nth] ?? 0);
    at = end;
    before += mine;
  }
  return { rows, offsets, lines };
}

function addTo(numbers: Uint32Array, from: number, to: number, more: number): void {
  for (let at = from; at < to; at++) numbers[at] = (numbers[at] ?? 0) + more;
}

function anyOf(tables: readonly Uint8Array[]): Uint8Array {
  const any = new Uint8Array(tables[0]?.length ?? 0);
  for (const table of tables) for (const [at, one] of table.entries()) any[at] = (any[at] ?? 0) | one;
  return any;
}
