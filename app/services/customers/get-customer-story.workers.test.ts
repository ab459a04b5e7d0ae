import { beforeAll, expect, test } from 'vitest';
import { insertTestInvoice } from '../../../dev/testing/invoices.ts';
import { countTrips, insertTestCatalog, insertTestSubscription } from '../../../dev/testing/usage.ts';
import {
  insertTestCustomer,
  ownerSql,
  publisherActor,
  staffActor,
  type TestCustomer,
  testContext,
} from '../../../dev/testing/workers.ts';
import { queueNotifications } from '../notifications/queue-notification.ts';
import { getCustomerStory } from './get-customer-story.ts';

const ctx = testContext();
const readonly = testContext({ actor: staffActor('readonly') });

let customer: TestCustomer;
let other: TestCustomer;

beforeAll(async () => {
  await insertTestCatalog(ctx);
  customer = await insertTestCustomer({ name: 'Told GmbH', stripeCustomerId: 'cus_told' });
  other = await insertTestCustomer({ stripeCustomerId: 'cus_other' });
  const subscriptionId = await insertTestSubscription({
    customerId: customer.id,
    anchorAt: '2026-04-01T00:00:00.000Z',
    periodStart: '2026-04-01T00:00:00.000Z',
    periodEnd: '2026-05-01T00:00:00.000Z',
  });
  await insertTestInvoice(customer);
  await insertTestInvoice(other);
  const notice = { channel: 'in_app', kind: 'usage.limit_crossed', payload: {} } as const;
  await ctx.db.batch({ kind: 'system' }, (db) => [
    queueNotifications(db, {
      notifications: [
        { ...notice, customerId: customer.id, dedupeKey: 'told' },
        { ...notice, customerId: other.id, dedupeKey: 'other' },
      ],
      now: ctx.now,
    }),
  ]);
  for (const { id } of [customer, other]) await crossBudget(id);
  await insertCheck(subscriptionId, { status: 'mismatched', checkedAt: ctx.now });
  for (const id of ['cus_told', 'cus_other']) {
    await ownerSql(
      `INSERT INTO stripe_webhook_events (id, stripe_event_id, type, livemode, object_type, object_id, payload,
         stripe_created_at, received_at)
       VALUES (gen_random_uuid(), 'evt_' || $1, 'customer.updated', false, 'customer', $1, '{}', $2, $2)`,
      [id, ctx.now.toISOString()],
    );
  }
});

/** Of the period from the 1st of April: $99.00 by us, $100.00 by Stripe. */
async function insertCheck(subscriptionId: string, check: { status: string; checkedAt: Date }) {
  await ownerSql(
    `INSERT INTO rating_checks (subscription_id, customer_id, period_start, status, currency, ours_minor, stripe_minor,
       lines, checked_at)
     SELECT id, customer_id, '2026-04-01', $2, 'usd', 9900, 10000, '[]', $3 FROM subscriptions WHERE id = $1`,
    [subscriptionId, check.status, check.checkedAt.toISOString()],
  );
}

/** Of $500.00, 80 % expected on the 15th and gone a day later. */
async function crossBudget(customerId: string) {
  const [budget] = await ownerSql<{ id: string }>(
    `INSERT INTO budgets (id, customer_id, name, currency, amount_minor, steps, basis, created_at, updated_at)
     VALUES (gen_random_uuid(), $1, 'Launch', 'usd', 50000, '{50,80}', 'both', '2026-04-02', '2026-04-02') RETURNING id`,
    [customerId],
  );
  await ownerSql(
    `INSERT INTO usage_alerts (id, customer_id, budget_id, basis, threshold_percent, period_start, currency, spent_minor,
       budget_minor, crossed_at, recovered_at, created_at)
     VALUES (gen_random_uuid(), $1, $2, 'forecast', 80, '2026-04-01', 'usd', 41200, 50000, '2026-04-15', '2026-04-16',
       '2026-04-15')`,
    [customerId, budget?.id],
  );
}

test('tells all of one customer and nothing of another, in one trip', async () => {
  const { database, trips } = countTrips(readonly.db);
  const story = await getCustomerStory({ ...readonly, db: database }, { customerId: customer.id });
  expect(trips()).toBe(1);
  expect(story).toMatchObject({
    customer: { name: 'Told GmbH', stripeCustomerId: 'cus_told' },
    usage: { metrics: { impressions: { quantity: 0n } } },
    ratingCheck: {
      status: 'mismatched',
      ours: { amountMinor: 9_900n, currency: 'usd' },
      stripe: { amountMinor: 10_000n },
      checkedAt: ctx.now,
    },
    subscriptions: [{ status: 'active' }],
    notices: [{ kind: 'usage.limit_crossed', channel: 'in_app', status: 'sent' }],
    events: [{ stripeEventId: 'evt_cus_told', type: 'customer.updated' }],
    payments: [],
    dunning: [],
    budgets: [{ name: 'Launch', amount: { amountMinor: 50_000n, currency: 'usd' }, steps: [50, 80] }],
    alerts: [
      {
        thresholdPercent: 80,
        budget: {
          name: 'Launch',
          basis: 'forecast',
          amount: { amountMinor: 50_000n, currency: 'usd' },
          spent: { amountMinor: 41_200n },
        },
        recoveredAt: new Date('2026-04-16T00:00:00.000Z'),
      },
    ],
  });
  expect(story.invoices).toHaveLength(1);
});

test('that it was read stands in the audit trail, and in the story the next time', async () => {
  await getCustomerStory(readonly, { customerId: customer.id });
  const story = await getCustomerStory(readonly, { customerId: customer.id });
  expect(story.audit[0]).toMatchObject({
    action: 'customer.story_read',
    actor: { id: 'user_readonly', role: 'readonly' },
    customerId: customer.id,
  });
});

test('the comparison with Stripe’s preview is that of the running subscription and period, or none', async () => {
  const ended = await insertTestSubscription({
    customerId: customer.id,
    anchorAt: '2026-03-01T00:00:00.000Z',
    periodStart: '2026-03-01T00:00:00.000Z',
    periodEnd: '2026-04-01T00:00:00.000Z',
    status: 'canceled',
    endedAt: '2026-04-01T00:00:00.000Z',
  });
  await insertCheck(ended, { status: 'matched', checkedAt: new Date('2026-04-28T00:00:00.000Z') });
  const checkAt = async (now: Date) => {
    const reader = testContext({ actor: staffActor('readonly'), now });
    return (await getCustomerStory(reader, { customerId: customer.id })).ratingCheck?.status;
  };
  expect(await checkAt(new Date('2026-04-30T23:00:00.000Z'))).toBe('mismatched');
  expect(await checkAt(new Date('2026-05-01T00:00:00.000Z'))).toBeUndefined();
  await ownerSql('DELETE FROM rating_checks WHERE subscription_id = $1', [ended]);
  await ownerSql('DELETE FROM subscriptions WHERE id = $1', [ended]);
});

test('where a subscription is to end is told, whether Stripe ends it with its period or at a time', async () => {
  const story = async () => {
    const { subscriptions } = await getCustomerStory(readonly, { customerId: customer.id });
    return subscriptions[0]?.endsAt;
  };
  const end = async (withPeriod: boolean, at: string | null) =>
    ownerSql('UPDATE subscriptions SET cancel_at_period_end = $2, cancel_at = $3 WHERE customer_id = $1', [
      customer.id,
      withPeriod,
      at,
    ]);
  expect(await story()).toBeNull();
  const periodEnd = '2026-05-01T00:00:00.000Z';
  await end(true, periodEnd);
  expect(await story()).toEqual(new Date(periodEnd));
  await end(false, '2026-04-20T00:00:00.000Z');
  expect(await story()).toEqual(new Date('2026-04-20T00:00:00.000Z'));
  await end(false, null);
});

test('nobody’s story is not found, and none is for a publisher, its own included', async () => {
  await expect(getCustomerStory(readonly, { customerId: crypto.randomUUID() })).rejects.toMatchObject({
    code: 'not_found',
  });
  const publisher = testContext({ actor: publisherActor(customer) });
  await expect(getCustomerStory(publisher, { customerId: customer.id })).rejects.toMatchObject({
    code: 'forbidden',
  });
});

test('a subscription began when it began to count, not when it was made', async () => {
  const begunAt = '2026-04-10T10:00:00.000Z';
  await ownerSql('UPDATE subscriptions SET begun_at = $2 WHERE customer_id = $1', [customer.id, begunAt]);
  const { subscriptions } = await getCustomerStory(readonly, { customerId: customer.id });
  expect(subscriptions.map(({ startedAt }) => startedAt.toISOString())).toEqual([begunAt]);
});
