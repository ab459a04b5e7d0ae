import { beforeAll, expect, test } from 'vitest';
import { signToken } from '../../dev/testing/api.ts';
import { TEST_START } from '../../dev/testing/environment.ts';
import { insertTestCustomer, ownerSql, testRuntime } from '../../dev/testing/workers.ts';
import type { AppLoadContext } from '../http/load-context.ts';
import { loader } from '../routes/admin.billing_.reconciliation.cases.$caseId/route.tsx';

const CASE = '5b1d1c51-6f0a-4d0e-8b70-1e1f5a1c0021';

beforeAll(async () => {
  const { id: customerId } = await insertTestCustomer({ name: 'Two Collectors' });
  await ownerSql(
    `INSERT INTO reconciliation_runs (id, trigger, requested_by, status, tolerance_percent, meter_tolerances,
       alert_thresholds, objects_from, as_of, created_at)
     VALUES ('recon_page', 'page', 'test', 'succeeded', 0.5, '{}', '{}', $1, $1, $1)`,
    [TEST_START],
  );
  await ownerSql(
    `INSERT INTO reconciliation_differences (id, run_id, key, fingerprint, kind, customer_id, subscription_id, metric,
       period_start, period_end, internal_value, stripe_value, currency, amount_effect_minor, fields, cause, evidence,
       alerted, created_at)
     VALUES (gen_random_uuid(), 'recon_page', 'usage:page', '-1:billed', 'usage', $2, gen_random_uuid(), 'impressions',
       $1::timestamptz - interval '1 month', $1, 1300000, 1500000, 'usd', -2400, '[]', 'duplicate', '{}', false,
       $1)`,
    [TEST_START, customerId],
  );
  await ownerSql(
    `INSERT INTO reconciliation_cases (id, run_id, difference_key, fingerprint, type, customer_id, currency, amount_minor,
       detail, status, created_at)
     VALUES ($1, 'recon_page', 'usage:page', '-1:billed', 'propose_credit', $3, 'usd', 2400, '{}', 'open', $2)`,
    [CASE, TEST_START, customerId],
  );
});

test.each(['admin', 'readonly'])('%s sees a case in one trip, and Stripe is not asked', async (role) => {
  const runtime = testRuntime();
  let trips = 0;
  let calls = 0;
  runtime.stripe.on('request', () => {
    calls += 1;
  });
  const db: typeof runtime.db = {
    ...runtime.db,
    batch(scope, build) {
      trips += 1;
      return runtime.db.batch(scope, build);
    },
  };
  const context: AppLoadContext = {
    runtime: { ...runtime, db },
    requestId: 'request-1',
    now: new Date(TEST_START),
    nonce: 'nonce',
    assets: null,
  };
  const headers = { Cookie: `apex_session=${await signToken({ role, sub: 'staff_1' })}` };
  const request = new Request(`https://billing.test/admin/billing/reconciliation/cases/${CASE}`, { headers });
  const { view } = await loader({ request, context, params: { caseId: CASE } });
  expect(view).toMatchObject({
    customer: 'Two Collectors',
    isProposal: true,
    mayDecide: role === 'admin',
  });
  expect({ trips, calls }).toEqual({ trips: 1, calls: 0 });
});
