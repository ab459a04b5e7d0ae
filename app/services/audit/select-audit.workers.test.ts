import type { SQL } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { explain, explainRun, rowsLookedAt } from '../../../dev/testing/explain.ts';
import { ownerSql, staffActor, testContext } from '../../../dev/testing/workers.ts';
import type { Scope } from '../../db/client.ts';
import type { AuditFilters } from './audit-entry.ts';
import { selectSealState } from './chain/select-seal-state.ts';
import { verifyEnd } from './chain/verify-statements.ts';
import { listAudit } from './list-audit.ts';
import { selectAudit } from './select-audit.ts';

const ROWS = 100_000;
const ctx = testContext({ actor: staffActor('readonly') });

beforeAll(async () => {
  await ownerSql(
    `INSERT INTO billing_audit (occurred_at, actor_kind, actor_id, actor_role, action, object_type, object_id, request_id)
     SELECT timestamptz '2026-01-01' + n * interval '1 minute', 'system', 'job:' || (n % 20), 'system',
       CASE WHEN n % 5000 = 0 THEN 'reconciliation.started' ELSE 'invoice.mirrored_' || (n % 40) END,
       'invoice', 'in_' || n, 'req-' || n
     FROM generate_series(1, ${ROWS}) AS n`,
  );
  await ownerSql('ANALYZE billing_audit');
});

async function planOf(filters: AuditFilters) {
  const statements: SQL[] = [];
  await ctx.db.batch({ kind: 'staff' }, (db) => {
    const query = selectAudit(db, { filters, after: null, limit: 51 });
    statements.push(query.getSQL());
    return [query];
  });
  const [statement] = statements;
  if (statement === undefined) throw new Error('no statement');
  return explain(statement, { kind: 'staff' });
}

test.each<[string, AuditFilters, string]>([
  ['a rare action', { action: 'reconciliation*' }, 'billing_audit_action_index'],
  ['a common action', { action: 'invoice*' }, 'billing_audit_occurred_at_index'],
  ['one actor', { actor: 'job:1' }, 'billing_audit_'],
  ['an object', { objectType: 'invoice', objectId: 'in_9999*' }, 'billing_audit_object_index'],
])('%s is read off an index, by its beginning too', async (_, filters, index) => {
  const plan = await planOf(filters);
  expect(plan.map((node) => node['Node Type'])).not.toContain('Seq Scan');
  expect(plan.some((node) => node['Index Name']?.startsWith(index))).toBe(true);
});

test.each<[string, () => SQL, Scope]>([
  ['the page says how far it is sealed', selectSealState, { kind: 'staff' }],
  ['the nightly check ends', verifyEnd, { kind: 'system' }],
])('%s without reading what is sealed: the 500 rows after it', async (_, statement, scope) => {
  await ownerSql(
    `INSERT INTO billing_audit_seals
       (sealed_at, position, through_audit_id, chain_hash, next_through_audit_id, next_transaction)
     SELECT now(), max(id), max(id) - 500, sha256(''), max(id) - 500, pg_current_xact_id() FROM billing_audit`,
  );
  const nodes = await explainRun(statement(), scope);
  const looked = nodes.filter((node) => node['Relation Name'] === 'billing_audit').map(rowsLookedAt);
  expect(looked).not.toEqual([]);
  expect(Math.max(...looked)).toBeLessThanOrEqual(500);
});

test('20 of 100,000 rows begin with “reconciliation”, and a text without a star is the whole', async () => {
  const list = async (filters: AuditFilters) =>
    (await listAudit(ctx, { filters, after: null, limit: 100 })).entries.length;
  expect(await list({ action: 'reconciliation*' })).toBe(ROWS / 5_000);
  expect(await list({ action: 'reconciliation' })).toBe(0);
  expect(await list({ objectId: 'in_9999*' })).toBe(11);
});
