import type { Duck } from '../duck.ts';
import { sqlText } from '../sql-text.ts';
import { refuse, type StatementProblem, syntaxError } from './statement-problem.ts';

/** One node of DuckDB's syntax tree (json_serialize_sql). Fields by node. */
export interface SyntaxNode {
  readonly class?: unknown;
  readonly type?: unknown;
  readonly sample?: unknown;
  readonly query_location?: unknown;
  readonly function_name?: unknown;
  readonly function?: unknown;
  readonly children?: unknown;
  readonly column_names?: unknown;
  readonly table_name?: unknown;
  readonly schema_name?: unknown;
  readonly catalog_name?: unknown;
}

interface Serialized {
  readonly error: boolean;
  readonly error_type?: string;
  readonly error_message?: string;
  readonly position?: string;
  readonly statements?: readonly unknown[];
}

/** All nodes of one SELECT and the names that it gives by WITH; or what is wrong with it. Nothing is bound or run. */
export async function parsedStatement(
  duck: Duck,
  sql: string,
): Promise<{ readonly nodes: readonly SyntaxNode[]; readonly named: readonly string[] } | { readonly problem: StatementProblem }> {
  const [row] = await duck.rows(`SELECT json_serialize_sql(${sqlText(sql)})`);
  const tree = JSON.parse(row?.[0] ?? '') as Serialized;
  if (tree.error) {
    // What is no SELECT parses, but is not written out.
    if (tree.error_type === 'parser') return { problem: syntaxError(sql, tree.error_message ?? '', tree.position) };
    return { problem: refuse('no-select', {}) };
  }
  const { statements = [] } = tree;
  if (statements.length !== 1) return { problem: refuse('one-statement', { name: String(statements.length) }) };
  const nodes: SyntaxNode[] = [];
  const named: string[] = [];
  collect(statements[0], nodes, named);
  return { nodes, named };
}

function collect(value: unknown, nodes: SyntaxNode[], named: string[]): void {
  if (Array.isArray(value)) for (const item of value) collect(item, nodes, named);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  nodes.push(value);
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'cte_map') named.push(...namesOf(inner));
    collect(inner, nodes, named);
  }
}

function namesOf(cteMap: unknown): string[] {
  const { map } = cteMap as { readonly map?: readonly { readonly key?: unknown }[] };
  return (map ?? []).map(({ key }) => String(key));
}
