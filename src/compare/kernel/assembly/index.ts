/** What the kernel offers. It keeps no data of its own in memory: several instances may share one. */
export { emptyKeys, setColumns } from './contents';
export { setDialect } from './dialect';
export { quotesNeeded, setFieldDialect } from './fields';
export { addRows, beginPartition, changed, endPartition, flush, repeated, setJoin } from './join';
export { lineEnds } from './lines';
export {
  differing,
  emptyCandidate,
  emptyLegacy,
  flushMerge,
  keepLast,
  lost,
  merge,
  setMerge,
  setMergeColumns,
  walkedCandidate,
  walkedLegacy,
} from './merge';
export { nextCandidate, nextLegacy, setCandidateText, setLegacyText } from './merge-texts';
export {
  beginRows,
  crlf,
  firstRagged,
  firstRaggedAt,
  firstRaggedFields,
  ragged,
  rows,
  setRows,
  sumHigh,
  sumLow,
  takeRecords,
  takeWholeRecords,
} from './rows';
export { seed } from './secrets';
export {
  countRecords,
  findFields,
  findRecords,
  foreign,
  hasQuotes,
  hasReturns,
  innerLines,
  irregular,
  markCount,
  open,
  recordCount,
  tail,
  uneven,
} from './structure';
export { bareColumnsLeft, setTraits } from './traits';
export { setIndexBuffers } from './text-index';
