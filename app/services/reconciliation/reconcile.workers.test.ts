import { beforeAll, expect, it } from 'vitest';
import { settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import { reconcileNow } from '../../../dev/testing/reconciliation.ts';
import { runTestSync, setReplicaRows } from '../../../dev/testing/usage.ts';
import { advanceClock, testContext } from '../../../dev/testing/workers.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import { createCustomer } from '../customers/create-customer.ts';
import { reportUsage } from '../usage/report/report-usage.ts';

const ctx = testContext();

beforeAll(async () => {
  await provisionCatalog(ctx);
});

it('a clean world has no differences', async () => {
  const { customerId } = await createCustomer(ctx, {
    email: 'a@publisher.test',
    name: 'Publisher',
    planId: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
    paymentMethod: 'pm_card_visa',
  });
  await settleWebhooks(ctx);
  await setReplicaRows([
    {
      customerId,
      metric: 'impressions',
      hour: '2026-04-15T03:00:00Z',
      quantity: 1234,
      updatedAt: '2026-04-15T11:00:00Z',
    },
  ]);
  await runTestSync(ctx);
  await reportUsage(ctx);
  // Stripe counts a meter event some seconds after it has taken it.
  await advanceClock(new Date(ctx.now.getTime() + 60_000));
  const detail = await reconcileNow(ctx);
  expect(detail.differences).toEqual([]);
  expect(detail.run).toMatchObject({ status: 'succeeded', differences: 0 });
  expect(detail.run.progress.compared).toBeGreaterThan(3);
});

it('counts a customer and an invoice in Stripe that are not ours, and compares neither', async () => {
  const before = (await reconcileNow(ctx)).run;
  const stranger = await ctx.stripe.customers.create({
    email: 'somebody@elsewhere.test',
    name: 'Another product',
  });
  await ctx.stripe.invoices.create({ customer: stranger.id, auto_advance: false });
  const { run, differences } = await reconcileNow(testContext({ now: new Date(ctx.now.getTime() + 60_000) }));
  expect(differences).toEqual([]);
  expect(before.foreignObjects).toBe(0);
  expect(run.foreignObjects).toBe(2);
  expect(run.progress.compared).toBe(before.progress.compared);
});
