/** What the kernel offers. It keeps no data of its own in memory: several instances may share one. */
export { setFieldDialect } from './fields';
export { addRows, beginPartition, changed, endPartition, flush, repeated, setJoin } from './join';
export {
  beginRows,
  crlf,
  emptyKeys,
  firstRagged,
  firstRaggedAt,
  firstRaggedFields,
  ragged,
  rows,
  setColumns,
  setRows,
  sumHigh,
  sumLow,
  takeRecords,
} from './rows';
export { seed } from './secrets';
export {
  hasQuotes,
  indexText,
  innerLines,
  irregular,
  open,
  recordCount,
  setDialect,
  setIndexBuffers,
  tail,
} from './structure';
export { setTraits } from './traits';
