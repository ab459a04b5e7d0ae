import { beforeAll, expect, test } from 'vitest';
import { settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import { ratingChecks } from '../../../dev/testing/rating-checks.ts';
import { runTestSync, setReplicaRows } from '../../../dev/testing/usage.ts';
import { letMetersCount, ownerSql, testContext } from '../../../dev/testing/workers.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import { createCustomer } from '../customers/create-customer.ts';
import { reportUsage } from '../usage/report/report-usage.ts';
import { checkPreviews } from './check-previews.ts';

const SYNCED = new Date('2026-04-15T12:05:00.000Z');
const DAY_MS = 86_400_000;
const later = (days: number) => new Date(SYNCED.getTime() + days * DAY_MS);
let stripeCustomerId: string;
let customerId: string;

beforeAll(async () => {
  await provisionCatalog(testContext());
  const publisher = await createCustomer(testContext(), {
    email: 'preview@publisher.test',
    name: 'Preview',
    planId: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
    paymentMethod: 'pm_card_visa',
  });
  ({ stripeCustomerId, customerId } = publisher);
  await settleWebhooks(testContext());
  await setReplicaRows([
    {
      customerId: publisher.customerId,
      metric: 'impressions',
      hour: '2026-04-15T09:00:00Z',
      quantity: 6_000_001,
      updatedAt: '2026-04-15T12:00:00Z',
    },
  ]);
  await runTestSync(testContext({ now: SYNCED }));
});

test('while usage is on its way to the meter nothing is compared, and the row says why', async () => {
  expect(await checkPreviews(testContext({ now: SYNCED }))).toMatchObject({ skipped: 1, mismatches: [] });
  const [row] = await ratingChecks();
  expect(row).toMatchObject({ status: 'skipped', reason: 'Usage of the period is not on the meter yet.' });
  await reportUsage(testContext({ now: SYNCED }));
  await letMetersCount();
});

test('$99.00 + 4 M × $0.00012 + 1,000,001 × $0.0001 = $679.00 is what Stripe previews, line by line', async () => {
  expect(await checkPreviews(testContext({ now: later(1) }))).toMatchObject({ matched: 1, mismatches: [] });
  const [row] = await ratingChecks('matched');
  expect(row).toMatchObject({ oursMinor: 67_900n, stripeMinor: 67_900n });
  expect(await checkPreviews(testContext({ now: later(1) }))).toMatchObject({ matched: 0, skipped: 0 });
});

test('held and refused usage does not silence the check: what is billed as late is left out, what is lost is told', async () => {
  const hour = (name: string) => `%:${Date.parse(`2026-04-15T${name}:00:00Z`) / 1000}:%`;
  const settled = async (status: string, name: string) => {
    await setReplicaRows([
      {
        customerId,
        metric: 'impressions',
        hour: `2026-04-15T${name}:00:00Z`,
        quantity: 1_000_000,
        updatedAt: later(1.9).toISOString(),
      },
    ]);
    await runTestSync(testContext({ now: later(2) }));
    await ownerSql(`UPDATE usage_outbox SET status = $1 WHERE identifier LIKE $2`, [status, hour(name)]);
  };
  await settled('held', '07');
  expect(await checkPreviews(testContext({ now: later(2) }))).toMatchObject({ matched: 1, skipped: 0 });
  await settled('failed', '08');
  const { mismatches } = await checkPreviews(testContext({ now: later(3) }));
  expect(mismatches).toEqual(['Preview: we rate the running period at $779.00, Stripe previews $679.00']);
  await ownerSql(`DELETE FROM usage_outbox WHERE status IN ('held', 'failed')`);
  await ownerSql(`DELETE FROM usage_records WHERE quantity = 1000000`);
  await ownerSql(`DELETE FROM notifications`);
});

test('of many that are due, those whose period ends first are checked first, page after page', async () => {
  const other = await createCustomer(testContext(), {
    email: 'other@publisher.test',
    name: 'Other',
    planId: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
    paymentMethod: 'pm_card_visa',
  });
  await settleWebhooks(testContext());
  await ownerSql(
    `UPDATE subscriptions SET billing_anchor_at = billing_anchor_at + interval '1 day' WHERE customer_id = $1`,
    [other.customerId],
  );
  await ownerSql(`UPDATE rating_checks SET checked_at = checked_at - interval '1 hour'`);
  const page = () => checkPreviews(testContext({ now: later(4) }), { limit: 1 });
  expect(await page()).toMatchObject({ matched: 1, moreDue: true });
  const first = await ownerSql('SELECT DISTINCT customer_id FROM rating_checks');
  expect(first).toEqual([{ customer_id: customerId }]);
  await page();
  expect(await ownerSql('SELECT DISTINCT customer_id FROM rating_checks')).toHaveLength(2);
  await ownerSql('UPDATE subscriptions SET ended_at = $2 WHERE customer_id = $1', [
    other.customerId,
    later(4).toISOString(),
  ]);
});

test('units on the meter that are not in our books are an alert with both numbers, told once', async () => {
  await testContext().stripe.billing.meterEvents.create({
    event_name: 'impressions',
    timestamp: Date.parse('2026-04-15T09:00:00Z') / 1000,
    payload: { stripe_customer_id: stripeCustomerId, value: '1000000' },
  });
  await letMetersCount();
  const message = 'Preview: we rate the running period at $679.00, Stripe previews $779.00';
  for (const day of [6, 8]) {
    expect((await checkPreviews(testContext({ now: later(day) }))).mismatches).toEqual([message]);
  }
  const told = await ownerSql(
    `SELECT payload ->> 'text' AS text FROM notifications WHERE kind = 'rating.mismatched'`,
  );
  expect(told).toEqual([{ text: message }, { text: message }]);
});
