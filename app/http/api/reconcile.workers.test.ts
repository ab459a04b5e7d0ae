import { beforeAll, describe, expect, it } from 'vitest';
import { bearer, createApi } from '../../../dev/testing/api.ts';
import { settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import { STANDSTILL, WHOLE_RUN } from '../../../dev/testing/reconciliation.ts';
import { runTestSync, setReplicaRows } from '../../../dev/testing/usage.ts';
import { ownerSql, testContext } from '../../../dev/testing/workers.ts';
import { provisionCatalog } from '../../services/catalog/provision-catalog.ts';
import { createCustomer } from '../../services/customers/create-customer.ts';
import { claimShard } from '../../services/reconciliation/claim-shard.ts';
import { processRuns } from '../../services/reconciliation/process-runs.ts';
import { releaseShard } from '../../services/reconciliation/record-step.ts';
import { startRun } from '../../services/reconciliation/start-run.ts';
import {
  reconciliationRunningSchema,
  reconciliationSchema,
  reconciliationStartedSchema,
  repairPlanSchema,
  repairResultSchema,
} from './reconciliation-schemas.ts';

const PATH = '/api/v1/billing/reconcile';
const api = createApi();
const ctx = testContext();

let customerId: string;
let subscriptionId: string;
let admin: Record<string, string>;

interface Post {
  key?: string | null;
  body?: unknown;
  path?: string;
  as?: Record<string, string>;
}

async function post({ key = crypto.randomUUID(), body = {}, path = PATH, as = admin }: Post = {}) {
  return api(path, {
    method: 'POST',
    headers: {
      ...as,
      'Content-Type': 'application/json',
      ...(key !== null && { 'Idempotency-Key': key }),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

beforeAll(async () => {
  admin = await bearer({ role: 'admin', sub: 'admin_1' });
  await provisionCatalog(ctx);
  const created = await createCustomer(ctx, {
    email: 'a@publisher.test',
    name: 'Publisher',
    planId: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
    paymentMethod: 'pm_card_visa',
  });
  customerId = created.customerId;
  await settleWebhooks(ctx);
  const [row] = await ownerSql<{ id: string }>('SELECT id FROM subscriptions');
  subscriptionId = row?.id ?? '';
  await setReplicaRows([
    {
      customerId,
      metric: 'impressions',
      hour: '2026-04-15T03:00:00Z',
      quantity: 1_500_000,
      updatedAt: '2026-04-15T11:00:00Z',
    },
  ]);
  await runTestSync(ctx);
});

describe('POST /billing/reconcile', () => {
  it('answers what differs, in the shape of the contract: 500,000 units over a million cost $60.00', async () => {
    const response = await post({ body: { tolerance_percent: 0.5, customer_id: customerId } });
    expect(response.status).toBe(200);
    const body = await response.json();
    expect(reconciliationSchema.parse(body)).toEqual(body);
    expect(body).toMatchObject({
      success: true,
      discrepancies: [
        {
          subscription_id: subscriptionId,
          metric: 'impressions',
          internal_value: 1_500_000,
          stripe_value: 0,
          difference: 1_500_000,
          percentage_diff: 100,
          amount_effect: 6_000,
          cause: 'pending_report',
        },
      ],
      total_discrepancy_amount: 6_000,
      totals: [{ currency: 'usd', amount: 6_000 }],
      findings: [],
    });
  });

  it('a tolerance of 100 % for one meter lets that meter be', async () => {
    const body = { meter_tolerances: { impressions: 100 } };
    const answer = reconciliationSchema.parse(await (await post({ body })).json());
    expect(answer.discrepancies).toEqual([]);
    expect(answer.within_tolerance).toBe(1);
  });

  it('the same key again replays the answer byte for byte, another body is 409', async () => {
    const key = 'key-1';
    const first = await post({ key, body: { customer_id: customerId } });
    const again = await post({ key, body: ` { "customer_id" : "${customerId}" } ` });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await again.text()).toBe(await first.text());
    const other = await post({ key, body: {} });
    expect(other.status).toBe(409);
    expect(await other.json()).toMatchObject({ code: 'idempotency_key_reused' });
  });

  it('50 concurrent calls with one key make one run', async () => {
    const runs = async () => (await ownerSql('SELECT id FROM reconciliation_runs')).length;
    const before = await runs();
    const responses = await Promise.all(
      Array.from({ length: 50 }, () => post({ key: 'storm', body: { customer_id: customerId } })),
    );
    expect(await runs()).toBe(before + 1);
    const statuses = new Set(responses.map(({ status }) => status));
    expect([...statuses].every((status) => status === 200 || status === 409)).toBe(true);
    expect(responses.filter(({ headers }) => headers.get('retry-after') !== null).length).toBe(
      responses.filter(({ status }) => status === 409).length,
    );
  });

  it('a run that cannot be done at once is 202, goes on in the queue, and its key then gives the result', async () => {
    // Another run's shard is being worked on: Stripe's rate is one for all, so this run cannot be done at once.
    await startRun(ctx, WHOLE_RUN);
    const held = await claimShard(ctx, { runId: null, now: ctx.now });
    if (held === null) throw new Error('no shard to hold');
    const sent: unknown[] = [];
    const queue = { send: async (message: unknown) => void sent.push(message) };
    const busy = createApi({}, { EVENTS_QUEUE: queue as never });
    const call = () =>
      busy(PATH, {
        method: 'POST',
        headers: { ...admin, 'Content-Type': 'application/json', 'Idempotency-Key': 'long' },
        body: '{}',
      });
    const response = await call();
    expect(response.status).toBe(202);
    const started = reconciliationStartedSchema.parse(await response.json());
    expect(started.status_url).toBe(`${PATH}/${started.reconciliation_id}`);
    expect(sent).toEqual([{ look: 'reconciliation' }]);
    const still = await call();
    expect([still.status, still.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
    const status = await api(started.status_url, { headers: admin });
    expect(reconciliationRunningSchema.parse(await status.json())).toMatchObject({ progress: 0 });

    await releaseShard(ctx, held);
    await processRuns(ctx, { ...STANDSTILL, runId: null, maxMs: 1, maxSubrequests: 100_000 });
    const result = await call();
    expect([result.status, result.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
    expect(reconciliationSchema.parse(await result.json())).toMatchObject({
      success: true,
      reconciliation_id: started.reconciliation_id,
    });
  });
});

describe('who and what is refused', () => {
  it.each([
    ['signed out', undefined, 401],
    ['a publisher', { role: 'publisher', customer_id: '0f0e0d0c-0000-4000-8000-000000000001' }, 403],
    ['readonly', { role: 'readonly' }, 403],
  ] as const)('%s may not start a run', async (_, claims, status) => {
    const as = claims === undefined ? {} : await bearer(claims);
    expect((await post({ as })).status).toBe(status);
    for (const step of ['plan', 'apply']) {
      const path = `${PATH}/recon_${'0'.repeat(32)}/${step}`;
      expect((await post({ as, path })).status).toBe(status);
    }
  });

  it('readonly sees a result, a publisher does not', async () => {
    const { reconciliation_id: id } = (await (await post()).json()) as { reconciliation_id: string };
    const path = `${PATH}/${id}`;
    expect((await api(path, { headers: await bearer({ role: 'readonly' }) })).status).toBe(200);
    const publisher = await bearer({ role: 'publisher', customer_id: customerId });
    expect((await api(path, { headers: publisher })).status).toBe(403);
    expect((await api(path)).status).toBe(401);
    expect((await api(`${PATH}/recon_none`, { headers: admin })).status).toBe(404);
    expect((await api(`${PATH}/recon_${'0'.repeat(32)}`, { headers: admin })).status).toBe(404);
  });

  it.each([
    ['no key', null, {}, 400],
    ['a key of 256 characters', 'k'.repeat(256), {}, 400],
    ['a body that is no JSON', 'k1', '{', 400],
    ['a tolerance of −1', 'k2', { tolerance_percent: -1 }, 422],
    ['a tolerance of 101', 'k3', { tolerance_percent: 101 }, 422],
    ['an unknown customer', 'k4', { customer_id: '0f0e0d0c-0000-4000-8000-000000000001' }, 422],
    [
      'a period that ends before it starts',
      'k5',
      { period_start: '2026-03-02', period_end: '2026-03-01' },
      422,
    ],
  ])('%s', async (_, key, body, status) => {
    const response = await post({ key, body });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(((await response.json()) as { errors: unknown[] }).errors.length).toBeGreaterThan(0);
  });

  it('a refused request keeps nothing under its key', async () => {
    expect((await post({ key: 'again', body: { tolerance_percent: 101 } })).status).toBe(422);
    expect((await post({ key: 'again', body: { customer_id: customerId } })).status).toBe(200);
  });

  it('GET is 405 and says what is possible', async () => {
    const response = await api(PATH, { headers: admin });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
  });
});

describe('plan and apply', () => {
  it('shows a plan, refuses it without keyword, reason or with another hash, and applies it', async () => {
    await ownerSql(`UPDATE customers SET name = 'Somebody else' WHERE id = $1`, [customerId]);
    const { reconciliation_id: id } = (await (await post()).json()) as { reconciliation_id: string };
    const plan = repairPlanSchema.parse(await (await post({ path: `${PATH}/${id}/plan` })).json());
    expect(plan.actions.map(({ type }) => type).sort()).toEqual(['none', 'resync_customer']);
    const apply = (body: Record<string, unknown>) =>
      post({
        path: `${PATH}/${id}/apply`,
        body: { plan_hash: plan.plan_hash, reason: 'Found by the drill.', keyword: 'REPAIR', ...body },
      });
    expect((await apply({ keyword: 'mend' })).status).toBe(422);
    expect((await apply({ reason: '   short   ' })).status).toBe(422);
    expect((await apply({ plan_hash: '0'.repeat(64) })).status).toBe(409);
    expect(await ownerSql('SELECT name FROM customers WHERE id = $1', [customerId])).toEqual([
      { name: 'Somebody else' },
    ]);
    const applied = await apply({});
    expect(applied.status).toBe(200);
    expect(repairResultSchema.parse(await applied.json())).toMatchObject({
      done: 2,
      told: 0,
      failed: 0,
      left: 0,
    });
    expect(await ownerSql('SELECT name FROM customers WHERE id = $1', [customerId])).toEqual([
      { name: 'Publisher' },
    ]);
    const audits = await ownerSql<{ action: string }>(
      `SELECT action FROM billing_audit WHERE object_id = $1 ORDER BY id`,
      [id],
    );
    const repaired = await ownerSql(
      `SELECT before, after FROM billing_audit WHERE object_id = $1 AND action = 'reconciliation.repaired'`,
      [id],
    );
    expect(repaired).toMatchObject([
      {
        before: { repair: 'accepted', steps: 2, repairFinishedAt: null },
        after: { repair: 'finished', done: 2, toldToStaff: 0, failed: 0 },
      },
    ]);
    expect(audits.map(({ action }) => action)).toEqual([
      'reconciliation.started',
      'reconciliation.finished',
      'reconciliation.plan_applied',
      'reconciliation.resync_customer',
      'reconciliation.none',
      'reconciliation.repaired',
    ]);
  });
});
