import { beforeAll, expect, test } from 'vitest';
import { settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import { runTestSync, setReplicaRows } from '../../../dev/testing/usage.ts';
import { letMetersCount, ownerSql, staffActor, testContext } from '../../../dev/testing/workers.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import { createCustomer } from '../customers/create-customer.ts';
import { reportUsage } from '../usage/report-usage.ts';
import { checkPreviews } from './check-previews.ts';
import { listRatingChecks } from './list-rating-checks.ts';

const SYNCED = new Date('2026-04-15T12:05:00.000Z');
const DAY_MS = 86_400_000;
const later = (days: number) => new Date(SYNCED.getTime() + days * DAY_MS);
let stripeCustomerId: string;

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
  stripeCustomerId = publisher.stripeCustomerId;
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
  const [row] = await listRatingChecks({ ...testContext(), actor: staffActor('readonly') });
  expect(row).toMatchObject({ status: 'skipped', reason: 'Usage of the period is not on the meter yet.' });
  await reportUsage(testContext({ now: SYNCED }));
  await letMetersCount();
});

test('$99.00 + 4 M × $0.00012 + 1,000,001 × $0.0001 = $679.00 is what Stripe previews, line by line', async () => {
  expect(await checkPreviews(testContext({ now: later(1) }))).toMatchObject({ matched: 1, mismatches: [] });
  const [row] = await listRatingChecks(
    { ...testContext(), actor: staffActor('admin') },
    { status: 'matched' },
  );
  expect(row).toMatchObject({ oursMinor: 67_900n, stripeMinor: 67_900n });
  expect(await checkPreviews(testContext({ now: later(1) }))).toMatchObject({ matched: 0, skipped: 0 });
});

test('units on the meter that are not in our books are an alert with both numbers, told once', async () => {
  await testContext().stripe.billing.meterEvents.create({
    event_name: 'impressions',
    timestamp: Date.parse('2026-04-15T09:00:00Z') / 1000,
    payload: { stripe_customer_id: stripeCustomerId, value: '1000000' },
  });
  await letMetersCount();
  const message = 'Preview: we rate the running period at $679.00, Stripe previews $779.00';
  for (const day of [3, 5]) {
    expect((await checkPreviews(testContext({ now: later(day) }))).mismatches).toEqual([message]);
  }
  const told = await ownerSql(
    `SELECT payload ->> 'text' AS text FROM notifications WHERE kind = 'rating.mismatched'`,
  );
  expect(told).toEqual([{ text: message }, { text: message }]);
});
