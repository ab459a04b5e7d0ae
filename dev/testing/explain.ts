import { type SQL, sql } from 'drizzle-orm';
import type { Scope } from '../../app/db/client.ts';
import { testContext } from './workers.ts';

export interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  Output?: string[];
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

export interface Planning {
  /** What every node computes, as it stands once the planner has put the query's parts into one another. */
  expressions: string[];
  /** What the planner needed: it grows with what there is to plan, whatever else the machine does. */
  memoryKib: number;
}

/** What planning a query takes; it is not run. */
export async function explainPlanning(query: SQL, scope?: Scope): Promise<Planning> {
  const explained = await explainRow<PlanNode>(sql`explain (verbose, memory, format json) ${query}`, scope);
  return {
    expressions: nodesOf(explained.Plan).flatMap((node) => node.Output ?? []),
    memoryKib: explained.Planning?.['Memory Used'] ?? Number.NaN,
  };
}

interface Explained<Node> {
  Plan: Node;
  Planning?: { 'Memory Used'?: number };
}

async function explainAs<Node extends PlanNode>(query: SQL, scope?: Scope): Promise<Node[]> {
  return nodesOf((await explainRow<Node>(query, scope)).Plan);
}

async function explainRow<Node extends PlanNode>(
  query: SQL,
  scope: Scope = { kind: 'system' },
): Promise<Explained<Node>> {
  const [explained] = await testContext().db.batch(scope, (db) => [db.execute(query)]);
  const [row] = explained.rows as unknown as { 'QUERY PLAN': [Explained<Node>] }[];
  if (row === undefined) throw new Error('no plan');
  return row['QUERY PLAN'][0];
}

function nodesOf<Node extends PlanNode>(node: Node): Node[] {
  return [node, ...((node.Plans ?? []) as Node[]).flatMap(nodesOf<Node>)];
}
