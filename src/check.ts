/**
 * What a check may use: the types of evidence and results, and helpers to read artifacts, compare and apply allowances. Checks of the package and of
 * users import this and nothing else of the project (as `twinrun/check`).
 */
import type { Check } from './model/check.ts';

export { type AuditedColumn, auditColumns, unfitInTurn } from './compare/cells/audit-columns.ts';
export { CELL_TYPES } from './compare/cells/cell-types.ts';
export type { UnfitCell } from './compare/cells/column-audit.ts';
export { isWithin, parseDecimal, shareOf } from './compare/cells/decimal.ts';
export { countBoth, countRows, hasRecords } from './compare/csv/count-rows.ts';
export type { CsvConfig, TableSource } from './compare/csv/csv-format.ts';
export { QuotingTally } from './compare/csv/quoting.ts';
export { checkHeader, headerQuoting } from './compare/csv/read-header.ts';
export { readRecords } from './compare/csv/read-records.ts';
export { readSmallFile } from './compare/csv/read-small-file.ts';
export { compareEmptyQuoting, compareRepresentation, representation } from './compare/csv/representation.ts';
export { AGGREGATES } from './compare/duck/aggregate/aggregates.ts';
export { compareAggregates } from './compare/duck/aggregate/compare-aggregates.ts';
export { assertionsOption, refuseStatements } from './compare/duck/assertion/assertions-option.ts';
export { type Asked, runAssertions } from './compare/duck/assertion/run-assertions.ts';
export type { ViewRequest } from './compare/duck/with-tables.ts';
export { type Equivalences, sumEquivalences } from './compare/equivalence/sum-equivalences.ts';
export { explainOutput } from './compare/explain/explain-output.ts';
export type { Explained } from './compare/explain/explained.ts';
export { explainOrdering } from './compare/explain/table/explain-ordering.ts';
export { compareOrder, type OrderComparison } from './compare/order/compare-order.ts';
export { readKeysAt } from './compare/order/read-keys-at.ts';
export { type RepeatedKey, repeatedKeys } from './compare/order/repeated-keys.ts';
export { anyData, emptyIsValid } from './compare/outputs/any-data.ts';
export { readArtifactKeys } from './compare/outputs/artifact-keys.ts';
export { type ArtifactPair, type ArtifactPairs, artifactsOf, missingReason, pairArtifacts } from './compare/outputs/artifact-pairs.ts';
export { compareOutput, noTable, type OutputComparison, pairTables, sameBytes, tableFormat, tableSource } from './compare/outputs/compare-output.ts';
export { differenceSink, judgeCounted } from './compare/outputs/counted.ts';
export { durationOption } from './compare/outputs/duration-option.ts';
export { applyAllowances, type Found, inconclusive, judge, LISTED } from './compare/outputs/judge.ts';
export { coversAll, coversSome, type LifecycleRule, parseLifecycle } from './compare/outputs/lifecycle-rules.ts';
export { LINE_LIMIT, logLines } from './compare/outputs/log-lines.ts';
export { matchArtifacts } from './compare/outputs/match-artifacts.ts';
export { outputOption } from './compare/outputs/output-option.ts';
export { patternOption } from './compare/outputs/pattern-option.ts';
export { type CharsetFacts, type CharsetReading, charsetLabel, EXPECTED_CHARSETS, readCharset } from './compare/outputs/read-charset.ts';
export { withinTime } from './compare/outputs/within-time.ts';
export { compareTables } from './compare/tables/compare-tables.ts';
export { comparesNothing } from './compare/tables/compares-nothing.ts';
export { matchColumns } from './compare/tables/match-columns.ts';
export type { CompareOptions, IgnoredColumn, TableComparison } from './compare/tables/table-comparison.ts';
export type { Allowance, AllowedDifference } from './model/allowance.ts';
export type { Artifact, Missing } from './model/artifact.ts';
export type { Check, CheckContext, CheckResult } from './model/check.ts';
export { type Cell, cell, type Difference } from './model/difference.ts';
export type { EffectReading, Sighting } from './model/effect.ts';
export type { AloneEvidence, EvidenceFile, EvidencePair, SideEvidence } from './model/evidence.ts';
export type { Explanation } from './model/explanation.ts';
export type { Finding } from './model/finding.ts';
export { type Message, message, type Values } from './model/message.ts';
export type { Observation } from './model/observation.ts';
export { describeOutcome, type Outcome, succeeded } from './model/outcome.ts';
export type { Schema } from './model/schema.ts';
export { SIDES, type Side } from './model/side.ts';
export type { Status } from './model/status.ts';
export { grouped } from './runtime/text.ts';

/** Infers the type of a check's options from its schema. */
export function defineCheck<O>(check: Check<O>): Check<O> {
  return check;
}
