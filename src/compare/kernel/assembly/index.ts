/** What the kernel offers. It keeps no data of its own in memory: several instances may share one. */
export { emptyKeys, setColumns } from './contents';
export { setFieldDialect } from './fields';
export { addRows, beginPartition, changed, endPartition, flush, repeated, setJoin } from './join';
export { lineEnds } from './lines';
export {
  beginRows,
  crlf,
  firstRagged,
  firstRaggedAt,
  firstRaggedFields,
  ragged,
  restart,
  rows,
  setRows,
  sumHigh,
  sumLow,
  sumRecords,
  takeRecords,
} from './rows';
export { seed } from './secrets';
export { endSection, orders, sectionCount, setSections, takeSections } from './sections';
export {
  beyondAscii,
  hasQuotes,
  indexText,
  innerLines,
  irregular,
  open,
  recordCount,
  setDialect,
  setIndexBuffers,
  tail,
  uneven,
} from './structure';
export { bareColumnsLeft, setTraits } from './traits';
