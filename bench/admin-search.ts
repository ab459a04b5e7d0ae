import { sql } from 'drizzle-orm';
import type { Database } from '../app/db/client.ts';
import type { Actor } from '../app/domain/actor.ts';
import type { AuditFilters } from '../app/services/audit/audit-entry.ts';
import { listAudit } from '../app/services/audit/list-audit.ts';
import type { ServiceContext } from '../app/services/context.ts';
import { findCustomers } from '../app/services/customers/find-customers.ts';
import { withClient } from '../dev/postgres/provision.ts';
import { type Services, startServices } from '../dev/testing/start-services.ts';
import { createBenchContext } from './bench-context.ts';
import { atMost, type BenchResult, percentile } from './result.ts';

const CUSTOMERS = 100_000;
/** `BENCH_AUDIT_ROWS=10000000` is what is promised; filling that takes some minutes. */
const AUDIT_ROWS = Number(process.env.BENCH_AUDIT_ROWS ?? 1_000_000);
const LIMIT_MS = 20;
const REPEATS = 40;
const NOW = new Date('2026-04-20T12:00:00.000Z');
const ADMIN: Actor = {
  kind: 'staff',
  id: 'user_bench',
  email: 'bench@apex.test',
  name: 'Bench',
  role: 'admin',
  locale: 'en-US',
};

/** What staff's searches cost the database among 100,000 customers and millions of audit rows: one trip each, no table read whole. */
export async function benchAdminSearch(): Promise<BenchResult[]> {
  const services = await startServices();
  try {
    await fill(services);
    const { ctx, taken } = watched(services);
    const results: BenchResult[] = [];
    const measure = async (name: string, search: () => Promise<unknown>) => {
      const spent: number[] = [];
      for (let turn = 0; turn < REPEATS; turn += 1) {
        taken.length = 0;
        await search();
        if (taken.length !== 1) throw new Error(`${name}: ${taken.length} trips`);
        spent.push(...taken.map(({ ms }) => ms));
      }
      spent.sort((a, b) => a - b);
      results.push(atMost(`${name}: p95`, percentile(spent, 0.95), 'ms', LIMIT_MS));
      const whole = [...new Set(taken.flatMap(({ readWhole }) => readWhole))];
      results.push(atMost(`${name}: tables read whole ${whole.join(', ')}`.trimEnd(), whole.length, '', 0));
    };
    for (const text of [
      '',
      'media house 77',
      'house 9',
      '99123@',
      'bench',
      'INV-5',
      'cus_bench_4711',
      'nobody at all',
    ]) {
      await measure(`customers, “${text}”`, () => findCustomers(ctx, { text, after: null, limit: 25 }));
    }
    const filters: Record<string, AuditFilters> = {
      all: {},
      'one actor': { actor: 'user_7' },
      'a rare action': { action: 'event.replayed' },
      'one object': { objectType: 'invoice', objectId: 'object_4711' },
      'one customer': { customerId: '00000000-0000-0000-0000-000000004711' },
      'one request': { requestId: 'request_4711' },
      'a week': { from: new Date('2025-06-01T00:00:00Z'), before: new Date('2025-06-08T00:00:00Z') },
      'a role and an action': { role: 'readonly', action: 'invoice.mirrored' },
      'an actor who never was': { actor: 'user_nobody' },
    };
    for (const [name, chosen] of Object.entries(filters)) {
      await measure(`audit, ${name}`, () => listAudit(ctx, { filters: chosen, after: null, limit: 50 }));
    }
    return results;
  } finally {
    await services.stop();
  }
}

async function fill({ postgres }: Services): Promise<void> {
  const id = (number: string) => `lpad((${number})::text, 32, '0')::uuid`;
  await withClient(postgres.ownerUrl, async (client) => {
    await client.query(
      `INSERT INTO customers (id, email, name, currency, locale, country, stripe_customer_id, created_at, updated_at)
       SELECT ${id('i')}, i || '@publisher' || i % 50 || '.test', 'Media House ' || i, 'usd', 'en-US', 'US',
         'cus_bench_' || i, $1, $1 FROM generate_series(1, ${CUSTOMERS}) AS i`,
      [NOW],
    );
    await client.query(
      `INSERT INTO billing_audit (occurred_at, actor_kind, actor_id, actor_role, action, object_type, object_id,
         customer_id, before, after, request_id)
       SELECT $1::timestamptz - (${AUDIT_ROWS} - i) * (interval '365 days' / ${AUDIT_ROWS}),
         CASE WHEN i % 10 < 7 THEN 'system' ELSE 'staff' END, 'user_' || i % 200,
         CASE WHEN i % 10 < 7 THEN 'system' WHEN i % 1000 = 9 THEN 'readonly' ELSE 'admin' END,
         CASE WHEN i % 100000 = 1 THEN 'event.replayed' WHEN i % 3 = 0 THEN 'usage.synced' ELSE 'invoice.mirrored' END,
         'invoice', 'object_' || i % 500000, ${id(`1 + i % ${CUSTOMERS}`)}, NULL, '{"status": "open"}',
         'request_' || i / 4
       FROM generate_series(1, ${AUDIT_ROWS}) AS i`,
      [NOW],
    );
    // As after the last sealing, some minutes ago.
    await client.query(
      `INSERT INTO billing_audit_seals (sealed_at, position, through_audit_id, chain_hash, next_through_audit_id, next_transaction)
       SELECT $1, max(id), max(id) - 500, sha256(''), max(id) - 500, pg_current_xact_id() FROM billing_audit`,
      [NOW],
    );
    await client.query('VACUUM ANALYZE customers, billing_audit, billing_audit_seals');
  });
}

interface Taken {
  ms: number;
  readWhole: string[];
}

/** A context whose every trip is explained as the Worker's own role gets it, and then made. */
function watched(services: Services): { ctx: ServiceContext; taken: Taken[] } {
  const plain = createBenchContext(services, { now: NOW, actor: ADMIN });
  const taken: Taken[] = [];
  const db: Database = {
    ...plain.db,
    async batch(scope, build) {
      const explained = await plain.db.batch(scope, (queries) => {
        const built = build(queries).map((query) => (query as unknown as { getSQL(): never }).getSQL());
        return built.map((query) => queries.execute(sql`explain (analyze, format json) ${query}`)) as never;
      });
      const plans = (explained as { rows: { 'QUERY PLAN': [Explained] }[] }[]).map(
        ({ rows }) => rows[0]?.['QUERY PLAN'][0],
      );
      taken.push({
        ms: plans.reduce(
          (sum, plan) => sum + (plan?.['Execution Time'] ?? 0) + (plan?.['Planning Time'] ?? 0),
          0,
        ),
        readWhole: plans.flatMap((plan) => (plan ? tablesReadWhole(plan.Plan) : [])),
      });
      return plain.db.batch(scope, build);
    },
  };
  return { ctx: { ...plain, db }, taken };
}

interface Explained {
  Plan: PlanNode;
  'Planning Time': number;
  'Execution Time': number;
}

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  Plans?: PlanNode[];
}

const LARGE = ['customers', 'billing_audit'];

function tablesReadWhole(node: PlanNode): string[] {
  const table = node['Relation Name'] ?? '';
  const own = node['Node Type'] === 'Seq Scan' && LARGE.includes(table) ? [table] : [];
  return [...own, ...(node.Plans ?? []).flatMap(tablesReadWhole)];
}
