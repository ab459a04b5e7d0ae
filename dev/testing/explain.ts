import { type SQL, sql } from 'drizzle-orm';
import type { Scope } from '../../app/db/client.ts';
import { testContext } from './workers.ts';

export interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  Plans?: PlanNode[];
}

/** Every node of the plan that the Worker's own role gets for a query, under row-level security; it is not run. */
export async function explain(query: SQL, scope: Scope = { kind: 'system' }): Promise<PlanNode[]> {
  const [explained] = await testContext().db.batch(scope, (db) => [
    db.execute(sql`explain (format json) ${query}`),
  ]);
  const [row] = explained.rows as unknown as { 'QUERY PLAN': [{ Plan: PlanNode }] }[];
  if (row === undefined) throw new Error('no plan');
  return nodesOf(row['QUERY PLAN'][0].Plan);
}

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}
