import { beforeAll, expect, test } from 'vitest';
import { brokenStripe } from '../../dev/testing/broken-stripe.ts';
import { TEST_START } from '../../dev/testing/environment.ts';
import { insertTestInvoice } from '../../dev/testing/invoices.ts';
import { ADMIN, visit } from '../../dev/testing/page.ts';
import { insertTestCatalog, insertTestSubscription } from '../../dev/testing/usage.ts';
import { insertTestCustomer, ownerSql, testContext, testRuntime } from '../../dev/testing/workers.ts';
import { action, loader } from '../routes/admin.billing_.reconciliation.cases.$caseId/route.tsx';

const CASE = '5b1d1c51-6f0a-4d0e-8b70-1e1f5a1c0021';

beforeAll(async () => {
  await insertTestCatalog(testContext());
  const customer = await insertTestCustomer({ name: 'Two Collectors' });
  const { id: customerId } = customer;
  const month = { anchorAt: '2026-03-01T00:00:00Z', periodStart: '2026-03-01T00:00:00Z' };
  const subscriptionId = await insertTestSubscription({
    customerId,
    ...month,
    periodEnd: '2026-04-01T00:00:00Z',
  });
  const { id: invoiceId } = await insertTestInvoice(customer, { status: 'paid' });
  await ownerSql(
    `UPDATE invoices SET subscription_id = $2, billing_reason = 'subscription_cycle' WHERE id = $1`,
    [invoiceId, subscriptionId],
  );
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
     VALUES (gen_random_uuid(), 'recon_page', 'usage:page', '-1:billed', 'usage', $2, $3, 'impressions',
       '2026-03-01', '2026-04-01', 1300000, 1500000, 'usd', -2400, '[]', 'duplicate', '{}', false,
       $1)`,
    [TEST_START, customerId, subscriptionId],
  );
  await ownerSql(
    `INSERT INTO reconciliation_cases (id, run_id, difference_key, fingerprint, type, customer_id, currency, amount_minor,
       detail, status, created_at)
     VALUES ($1, 'recon_page', 'usage:page', '-1:billed', 'propose_credit', $3, 'usd', 2400, '{}', 'open', $2)`,
    [CASE, TEST_START, customerId],
  );
});

const PATH = `/admin/billing/reconciliation/cases/${CASE}`;
const params = { caseId: CASE };

test.each(['admin', 'readonly'])('%s sees a case in one trip, and Stripe is not asked', async (role) => {
  const { args, trips, stripeCalls } = await visit(PATH, { claims: { ...ADMIN, role }, params });
  const { view, reading } = await loader(args);
  expect(view).toMatchObject({
    customer: 'Two Collectors',
    isProposal: true,
    mayDecide: role === 'admin',
  });
  expect(reading).toEqual({ unread: 0 });
  expect({ trips: trips(), calls: stripeCalls() }).toEqual({ trips: 1, calls: 0 });
});

test.each([
  ['preview', null],
  ['give', 'unread'],
])(
  'when Stripe does not answer, %s says so on the page, and what was typed stays',
  async (intent, credit) => {
    const { args } = await visit(PATH, {
      claims: ADMIN,
      params,
      form: { intent, planHash: 'ab'.repeat(32), keyword: 'credit', reason: 'Two collectors ran.' },
      runtime: { ...testRuntime(), stripe: brokenStripe(() => true) },
    });
    const answer = await action(args);
    expect(answer.init?.status).toBe(503);
    expect(answer.data.refused).toMatchObject({
      intent,
      reason: 'Two collectors ran.',
      refusal: { message: expect.stringContaining('nothing was given'), fields: [] },
    });
    expect(answer.data.credit?.kind ?? null).toBe(credit);
  },
);
