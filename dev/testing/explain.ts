import { type SQL, sql } from 'drizzle-orm';
import type { Scope } from '../../app/db/client.ts';
import { testContext } from './workers.ts';

export interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  Plans?: PlanNode[];
}

/** A node of a plan that was run; its counts are means of its loops. */
export interface RunNode extends PlanNode {
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Join Filter'?: number;
  Plans?: RunNode[];
}

/** Every node of the plan that the Worker's own role gets for a query, under row-level security; it is not run. */
export function explain(query: SQL, scope?: Scope): Promise<PlanNode[]> {
  return explainAs<PlanNode>(sql`explain (format json) ${query}`, scope);
}

/** The same with what each node did; the query runs, and what it writes stays. */
export function explainRun(query: SQL, scope?: Scope): Promise<RunNode[]> {
  return explainAs<RunNode>(sql`explain (analyze, timing off, format json) ${query}`, scope);
}

/** Rows that a node looked at, those it threw away included. */
export function rowsLookedAt(node: RunNode): number {
  const kept = node['Actual Rows'];
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Join Filter'] ?? 0);
  return (kept + removed) * node['Actual Loops'];
}

async function explainAs<Node extends PlanNode>(
  query: SQL,
  scope: Scope = { kind: 'system' },
): Promise<Node[]> {
  const [explained] = await testContext().db.batch(scope, (db) => [db.execute(query)]);
  const [row] = explained.rows as unknown as { 'QUERY PLAN': [{ Plan: Node }] }[];
  if (row === undefined) throw new Error('no plan');
  return nodesOf(row['QUERY PLAN'][0].Plan);
}

function nodesOf<Node extends PlanNode>(node: Node): Node[] {
  return [node, ...((node.Plans ?? []) as Node[]).flatMap(nodesOf<Node>)];
}
