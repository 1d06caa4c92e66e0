import type { Duck } from '../duck.ts';
import { parsedStatement, type SyntaxNode } from './parsed-statement.ts';
import { refuse, type StatementProblem } from './statement-problem.ts';

/** The only functions that may stand in the place of a table: they see what they are given, and no file, setting or other statement. */
const TABLE_FUNCTIONS: readonly string[] = ['range', 'generate_series', 'unnest', 'json_each', 'json_tree', 'repeat'];

/** Functions that depend on more than their arguments although DuckDB does not list them as such. `age` with one argument counts from today. */
const IMPURE: readonly string[] = [
  'ago',
  'age',
  'reservoir_quantile',
  'pg_conf_load_time',
  'pg_postmaster_start_time',
  'current_setting',
  'getvariable',
];

/** Names that are functions of the clock although no brackets follow. */
const CLOCK: readonly string[] = ['current_date', 'current_time', 'current_timestamp', 'localtime', 'localtimestamp'];

/** What a statement reads, or why it cannot be asked. */
export type Inspected =
  | { readonly kind: 'readable'; readonly views: readonly string[] }
  | { readonly kind: 'refused'; readonly problem: StatementProblem };

/**
 * Looks at a statement as DuckDB parses it, before there is any table: one statement that selects from `views` and from nothing else, and gives the same
 * result each time it is asked of the same data.
 */
export async function inspectStatement(duck: Duck, sql: string, views: readonly string[]): Promise<Inspected> {
  const parsed = await parsedStatement(duck, sql);
  if ('problem' in parsed) return { kind: 'refused', problem: parsed.problem };
  const listed = await duck.rows("SELECT DISTINCT function_name FROM duckdb_functions() WHERE stability IN ('VOLATILE', 'CONSISTENT_WITHIN_QUERY')");
  const impure = new Set([...listed.map(([name]) => name ?? ''), ...IMPURE]);
  const { nodes, named } = parsed;
  const used = new Set<string>();
  for (const node of nodes) {
    const problem = problemOf(node, { sql, views, named, impure });
    if (problem !== undefined) return { kind: 'refused', problem };
    const view = node.type === 'BASE_TABLE' ? views.find((name) => sameName(name, node.table_name)) : undefined;
    if (view !== undefined) used.add(view);
  }
  const shadowed = named.find((name) => views.some((view) => sameName(view, name)));
  if (shadowed !== undefined) return { kind: 'refused', problem: refuse('shadowed', { name: shadowed, views }) };
  if (used.size === 0) return { kind: 'refused', problem: refuse('reads-nothing', { views }) };
  return { kind: 'readable', views: [...used] };
}

interface Rules {
  readonly sql: string;
  readonly views: readonly string[];
  /** Names given by WITH. */
  readonly named: readonly string[];
  readonly impure: ReadonlySet<string>;
}

function problemOf(node: SyntaxNode, { sql, views, named, impure }: Rules): StatementProblem | undefined {
  const at = { sql, offset: node.query_location };
  if (node.sample !== undefined && node.sample !== null) return refuse('sample', { views, ...at });
  if (node.class === 'PARAMETER') return refuse('parameter', { views, ...at });
  if (node.type === 'SHOW_REF') return refuse('no-select', { views, ...at });
  if (node.type === 'BASE_TABLE') {
    const name = String(node.table_name);
    const known = [...views, ...named].some((one) => sameName(one, name));
    return known && !isNamed(node.schema_name) && !isNamed(node.catalog_name) ? undefined : refuse('other-table', { name, views, ...at });
  }
  if (node.type === 'TABLE_FUNCTION') {
    const name = (node.function as SyntaxNode | undefined)?.function_name;
    return typeof name === 'string' && TABLE_FUNCTIONS.includes(name.toLowerCase())
      ? undefined
      : refuse('table-function', { name: String(name), views, ...at });
  }
  if (node.class === 'FUNCTION') {
    const name = String(node.function_name).toLowerCase();
    const twoTimes = name === 'age' && Array.isArray(node.children) && node.children.length === 2;
    return impure.has(name) && !twoTimes ? refuse('impure', { name, views, ...at }) : undefined;
  }
  if (node.class !== 'COLUMN_REF' || !Array.isArray(node.column_names) || node.column_names.length !== 1) return undefined;
  const name = String(node.column_names[0]).toLowerCase();
  return CLOCK.includes(name) ? refuse('impure', { name, views, ...at }) : undefined;
}

function isNamed(name: unknown): boolean {
  return typeof name === 'string' && name !== '';
}

/** SQL's names do not differ by case. */
function sameName(a: string, b: unknown): boolean {
  return typeof b === 'string' && a.toLowerCase() === b.toLowerCase();
}
