import { beforeAll, expect, test } from 'vitest';
import { insertTestCatalog, insertTestSubscription } from '../../../dev/testing/usage.ts';
import {
  insertTestCustomer,
  ownerSql,
  publisherActor,
  staffActor,
  type TestCustomer,
  testContext,
} from '../../../dev/testing/workers.ts';
import { parseDecimal } from '../../domain/decimal.ts';
import type { ServiceContext } from '../context.ts';
import { getSubscription } from './get-subscription.ts';

const NOW = new Date('2026-04-15T12:05:00.000Z');
const APRIL = {
  anchorAt: '2026-02-01T00:00:00.000Z',
  periodStart: '2026-04-01T00:00:00.000Z',
  periodEnd: '2026-05-01T00:00:00.000Z',
  createdAt: '2026-02-01T00:00:00.000Z',
};

beforeAll(() => insertTestCatalog(testContext({ now: new Date('2026-01-01T00:00:00.000Z') })));

function contextOf(customer: TestCustomer) {
  return testContext({ actor: publisherActor(customer), now: NOW });
}

function countTrips<C extends ServiceContext>(ctx: C): { ctx: C; trips(): number } {
  let trips = 0;
  const batch: typeof ctx.db.batch = (scope, build) => {
    trips += 1;
    return ctx.db.batch(scope, build);
  };
  return { ctx: { ...ctx, db: { ...ctx.db, batch } }, trips: () => trips };
}

test('started is when it began to count, also where it was made later and backdated', async () => {
  const customer = await insertTestCustomer();
  const made = { ...APRIL, createdAt: '2026-02-03T15:00:00.000Z' };
  const id = await insertTestSubscription({ customerId: customer.id, ...made });
  await ownerSql('UPDATE subscriptions SET begun_at = $2 WHERE id = $1', [id, APRIL.anchorAt]);
  const { startedAt } = await getSubscription(contextOf(customer), { customerId: customer.id });
  expect(startedAt).toEqual(new Date(APRIL.anchorAt));
});

test('tells the fee, the tiers and the period of the plan version, in one trip', async () => {
  const customer = await insertTestCustomer({ currency: 'jpy' });
  await insertTestSubscription({ customerId: customer.id, planId: 'scale', currency: 'jpy', ...APRIL });
  const { ctx, trips } = countTrips(contextOf(customer));
  const subscription = await getSubscription(ctx, { customerId: customer.id });
  expect(subscription).toMatchObject({
    customerName: customer.name,
    status: 'active',
    plan: { id: 'scale', name: 'Scale', version: 1 },
    monthlyFee: { amountMinor: 299_900n, currency: 'jpy' },
    period: { start: new Date(APRIL.periodStart), end: new Date(APRIL.periodEnd) },
    startedAt: new Date(APRIL.createdAt),
    endsAt: null,
  });
  const tier = (upTo: bigint | null, rate: string) => ({
    upTo,
    unitAmount: parseDecimal(rate),
    flatAmount: null,
  });
  expect(subscription.metrics[0]).toEqual({
    metric: 'impressions',
    price: {
      kind: 'graduated',
      tiers: [
        tier(100_000_000n, '0'),
        tier(500_000_000n, '0.00675'),
        tier(2_000_000_000n, '0.0057'),
        tier(null, '0.00465'),
      ],
    },
  });
  expect(trips()).toBe(1);
});

test('a plan that is cancelled at the end of its period ends there', async () => {
  const customer = await insertTestCustomer();
  await insertTestSubscription({ customerId: customer.id, cancelAtPeriodEnd: true, ...APRIL });
  const { endsAt } = await getSubscription(contextOf(customer), { customerId: customer.id });
  expect(endsAt).toEqual(new Date(APRIL.periodEnd));
});

test('a plan that was given a time to end at, and nothing else, ends then', async () => {
  const customer = await insertTestCustomer();
  const id = await insertTestSubscription({ customerId: customer.id, ...APRIL });
  await ownerSql('UPDATE subscriptions SET cancel_at = $2 WHERE id = $1', [id, APRIL.periodEnd]);
  const { endsAt } = await getSubscription(contextOf(customer), { customerId: customer.id });
  expect(endsAt).toEqual(new Date(APRIL.periodEnd));
});

test('tells of the running subscription beside an ended one, and shows the card on file', async () => {
  const customer = await insertTestCustomer();
  const ended = { ...APRIL, status: 'canceled', endedAt: '2026-03-01T00:00:00.000Z' };
  await insertTestSubscription({ customerId: customer.id, planId: 'growth', ...ended });
  const running = await insertTestSubscription({ customerId: customer.id, ...APRIL });
  await ownerSql(`UPDATE customers SET default_payment_method_label = 'Visa •••• 4242' WHERE id = $1`, [
    customer.id,
  ]);
  const subscription = await getSubscription(contextOf(customer), { customerId: customer.id });
  expect(subscription).toMatchObject({ id: running, paymentMethodLabel: 'Visa •••• 4242' });
});

test('who never had a plan gets no_subscription', async () => {
  const customer = await insertTestCustomer();
  await expect(getSubscription(contextOf(customer), { customerId: customer.id })).rejects.toMatchObject({
    code: 'no_subscription',
  });
});

test('another publisher’s is not found, and staff reads it', async () => {
  const customer = await insertTestCustomer();
  await insertTestSubscription({ customerId: customer.id, ...APRIL });
  const stranger = await insertTestCustomer();
  const input = { customerId: customer.id };
  await expect(getSubscription(contextOf(stranger), input)).rejects.toMatchObject({ code: 'not_found' });
  const staff = testContext({ actor: staffActor('readonly'), now: NOW });
  await expect(getSubscription(staff, input)).resolves.toMatchObject({ status: 'active' });
});
