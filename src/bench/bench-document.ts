import type { Document, Text } from '../model/document.ts';
import { grouped } from '../runtime/text.ts';
import { collectBlocks } from './collect/collect-blocks.ts';
import type { CollectResult } from './collect/run-collect.ts';
import type { Contender } from './contender.ts';
import type { Row, TaskResult } from './run-bench.ts';
import type { Shape } from './write-tables.ts';

export interface BenchFacts {
  readonly machine: string;
  readonly shape: Shape;
  readonly bytes: number;
  readonly rounds: number;
  readonly boundSeconds: number;
  readonly results: readonly TaskResult[];
  readonly versions: ReadonlyMap<Contender, string | undefined>;
  readonly collected?: CollectResult | undefined;
}

const REFERENCE = 'duckdb';
const FLOOR = 'wc';

/** The measured figures as a document: one table a task, ratios within the same run. */
export function benchDocument(facts: BenchFacts): Document {
  const { versions } = facts;
  const absent = [...versions].filter(([, version]) => version === undefined).map(([{ title }]) => title);
  const titles = new Map([...versions].map(([{ id, title }, version]) => [id, `${title}${suffix(title, version)}`]));
  return {
    title: 'Benchmarks',
    blocks: [
      { kind: 'text', spans: [{ text: 'Written by "npm run bench"; "npm run bench -- --help" lists its options.' }] },
      {
        kind: 'list',
        items: [
          { text: `Machine: ${facts.machine}.` },
          ...(facts.results.length === 0 ? [] : [{ text: tablesText(facts) }]),
          {
            text: `Each run is a process of its own, start included; contenders take turns; medians of ${facts.rounds}; files are in the page cache. Peak is the resident memory of the largest process.`,
          },
          { text: `A run may take ${facts.boundSeconds} s. Every figure and cell that a contender tells is checked against what was planted.` },
          ...(absent.length === 0 ? [] : [{ text: `Not installed: ${absent.join(', ')}.` }]),
        ],
      },
      ...facts.results.flatMap(({ task, rows }) => [
        { kind: 'heading', level: 2, text: task.title } as const,
        {
          kind: 'table',
          columns: [
            { title: 'contender' },
            { title: 'seconds', align: 'right' },
            { title: 'CPU seconds', align: 'right' },
            { title: 'peak MB', align: 'right' },
            { title: 'times as fast as DuckDB', align: 'right' },
            { title: 'in wc -l of both', align: 'right' },
            { title: 'answer' },
          ],
          rows: rows.map((row) => tableRow(row, rows, titles)),
        } as const,
      ]),
      ...(facts.collected === undefined ? [] : collectBlocks(facts.collected)),
    ],
  };
}

function tablesText({ shape, bytes }: BenchFacts): string {
  return `Tables: ${grouped(shape.records)} records of 7 columns, ${grouped(Math.round(bytes / 1e6))} MB a file; 5 % of the names hold a newline, a delimiter or a quote; ${shape.changedCells} changed cells; seed ${shape.seed}.`;
}

function suffix(title: string, version: string | undefined): string {
  const number = /\d+(\.\d+)+\S*/.exec(version ?? '')?.[0];
  return number === undefined || title.includes(number) ? '' : ` ${number}`;
}

function tableRow(row: Row, rows: readonly Row[], titles: ReadonlyMap<string, string>): Text[] {
  const { contender, seconds, cpuSeconds, peakBytes, mark, failure } = row;
  const of = (id: string) => rows.find((one) => one.contender === id)?.seconds;
  const ratio = (top: number | undefined, bottom: number | undefined) => (top === undefined || bottom === undefined ? '' : (top / bottom).toFixed(1));
  return [
    { text: titles.get(contender) ?? contender },
    { text: seconds?.toFixed(2) ?? '' },
    { text: cpuSeconds?.toFixed(2) ?? '' },
    { text: peakBytes === undefined ? '' : grouped(Math.round(peakBytes / 1e6)) },
    { text: contender === FLOOR ? '' : ratio(of(REFERENCE), seconds) },
    { text: ratio(seconds, of(FLOOR)) },
    { text: failure ?? (mark === 'none' ? '' : (mark ?? '')), ...(mark === 'wrong' || failure !== undefined ? { tone: 'warning' } : {}) },
  ];
}
