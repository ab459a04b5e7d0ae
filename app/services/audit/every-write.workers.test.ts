import { beforeAll, expect, it } from 'vitest';
import { settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import { unauditedWrites, watchUnauditedWrites } from '../../../dev/testing/require-audited.ts';
import { runTestSync, setReplicaRows } from '../../../dev/testing/usage.ts';
import {
  advanceClock,
  ownerSql,
  publisherActor,
  staffActor,
  testContext,
} from '../../../dev/testing/workers.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import { createCustomer } from '../customers/create-customer.ts';
import { runDunning } from '../dunning/run-dunning.ts';
import { reviewDueInvoices } from '../invoice-reviews/review-due-invoices.ts';
import { requestJobRun } from '../jobs/request-job-run.ts';
import { requestMigration } from '../migration/request-migration.ts';
import { updateMigrationRequest } from '../migration/update-migration-request.ts';
import { sendNotifications } from '../notifications/send-notifications.ts';
import { reportUsage } from '../usage/report/report-usage.ts';

/** What somebody would ask about later. Queues, leases, runs and watermarks are their own trail. */
const TABLES = [
  'plans',
  'plan_versions',
  'plan_prices',
  'plan_price_tiers',
  'meters',
  'customers',
  'subscriptions',
  'subscription_items',
  'invoices',
  'invoice_line_items',
  'payments',
  'refunds',
  'dunning_cases',
  'dunning_attempts',
  'invoice_reviews',
  'migration_requests',
  'job_requests',
  'notifications',
  'usage_alerts',
  'usage_outbox',
];
/** Of leases, retries and readings. */
const BOOKS = [
  'updated_at',
  'mirrored_at',
  'read_from',
  'lease_until',
  'lease_token',
  'run_after',
  'attempts',
  'last_error',
  'first_sent_at',
  'last_sent_at',
];

const system = testContext();
const admin = testContext({ actor: { ...staffActor('admin'), role: 'admin' as const } });
const MONTH_LATER = new Date('2026-05-16T12:00:00.000Z');

beforeAll(() => watchUnauditedWrites(TABLES, BOOKS));

it('whatever is written in a month of a publisher’s life has its audit row in the same transaction', async () => {
  await provisionCatalog(system);
  const input = {
    email: 'month@publisher.test',
    name: 'A Month Ltd',
    planId: 'starter' as const,
    currency: 'usd' as const,
    locale: 'en-US',
    country: 'US',
  };
  const { customerId, stripeCustomerId } = await createCustomer(system, {
    ...input,
    paymentMethod: 'pm_card_visa',
  });
  await settleWebhooks(system);
  const hour = '2026-04-15T10:00:00.000Z';
  await setReplicaRows([
    { customerId, metric: 'impressions', hour, quantity: 9_000_000, updatedAt: '2026-04-15T11:00:00.000Z' },
  ]);
  await runTestSync(system);
  await reportUsage(system);
  const method = await system.stripe.paymentMethods.attach('pm_card_chargeCustomerFail', {
    customer: stripeCustomerId,
  });
  await system.stripe.customers.update(stripeCustomerId, {
    invoice_settings: { default_payment_method: method.id },
  });
  await advanceClock(MONTH_LATER);
  const later = { ...system, now: MONTH_LATER };
  await settleWebhooks(later);
  await reviewDueInvoices(later);
  await runDunning({ ...later, now: new Date(MONTH_LATER.getTime() + 4 * 86_400_000) });
  await settleWebhooks(later);
  const publisher = testContext({
    actor: publisherActor({ ...input, id: customerId, stripeCustomerId }),
  });
  const { id } = await requestMigration(publisher, {
    channel: 'production',
    notes: 'We move on the first of June, please.',
  });
  await updateMigrationRequest(admin, { id, status: 'in_progress', reply: 'We are at it.' });
  await requestJobRun(admin, { id: null, job: 'dunning', keyword: 'dunning', reason: 'To see' });
  await sendNotifications(later, {
    channels: { email: { deliver: async () => ({ kind: 'sent' }) }, slack: null },
    appUrl: 'https://billing.test',
  });

  expect(await unauditedWrites()).toEqual([]);
  const written = await ownerSql<{ table: string }>(
    `SELECT DISTINCT object_type AS table FROM billing_audit ORDER BY 1`,
  );
  expect(written.map(({ table }) => table)).toEqual(
    expect.arrayContaining(['customer', 'dunning_case', 'invoice', 'job', 'migration_request', 'payment']),
  );
});

it('notes a write that leaves no trace', async () => {
  await system.db.batch({ kind: 'system' }, (db) => [
    db.execute(`UPDATE customers SET name = 'Nobody knows' WHERE email = 'month@publisher.test'`),
  ]);
  expect(await unauditedWrites()).toMatchObject([{ table_name: 'customers', operation: 'UPDATE', rows: 1 }]);
});
