import { beforeAll, expect, test } from 'vitest';
import { insertTestInvoice } from '../../../dev/testing/invoices.ts';
import { countTrips, insertTestCatalog, insertTestSubscription } from '../../../dev/testing/usage.ts';
import {
  insertTestCustomer,
  ownerSql,
  publisherActor,
  type TestCustomer,
  testContext,
} from '../../../dev/testing/workers.ts';
import { scopeOf } from '../context.ts';
import { getSubscription } from '../subscriptions/get-subscription.ts';
import { getUsageOverview } from '../usage/get-usage-overview.ts';
import { selectFailedPayments, toFailedPayments } from './failed-payment.ts';

const NOW = new Date('2026-04-10T12:00:00.000Z');
const FAILED = '2026-04-02T01:00:00.000Z';
const NEXT = '2026-04-12T01:00:00.000Z';

beforeAll(() => insertTestCatalog(testContext({ now: new Date('2026-01-01T00:00:00.000Z') })));

const contextOf = (customer: TestCustomer) => testContext({ actor: publisherActor(customer), now: NOW });

async function debtor(): Promise<TestCustomer> {
  const customer = await insertTestCustomer();
  await insertTestSubscription({
    customerId: customer.id,
    status: 'past_due',
    anchorAt: '2026-04-01T00:00:00.000Z',
    periodStart: '2026-04-01T00:00:00.000Z',
    periodEnd: '2026-05-01T00:00:00.000Z',
  });
  return customer;
}

async function owe(
  customer: TestCustomer,
  { status = 'open', nextAttemptAt = NEXT as string | null, openedAt = FAILED, amountMinor = 65_780n } = {},
) {
  const invoice = await insertTestInvoice(customer, { amountMinor });
  await ownerSql('UPDATE invoices SET hosted_invoice_url = $2 WHERE id = $1', [
    invoice.id,
    `https://invoice.stripe.com/i/${invoice.id}`,
  ]);
  await ownerSql(
    `INSERT INTO dunning_cases (id, customer_id, invoice_id, status, opened_at, next_attempt_at, attempts_made, created_at, updated_at)
     VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, 1, $4, $4)`,
    [customer.id, invoice.id, status, openedAt, nextAttemptAt],
  );
  for (const [code, at] of [
    ['expired_card', '2026-04-02T01:00:00Z'],
    ['insufficient_funds', '2026-04-05T01:00:00Z'],
  ]) {
    await ownerSql(
      `INSERT INTO payments (id, customer_id, invoice_id, stripe_charge_id, status, amount_minor, amount_refunded_minor,
         currency, decline_code, created_at, updated_at, mirrored_at)
       VALUES (gen_random_uuid(), $1, $2, $3, 'failed', $4, 0, 'usd', $5, $6, $6, $6)`,
      [customer.id, invoice.id, `ch_${crypto.randomUUID()}`, amountMinor.toString(), code, at],
    );
  }
  return invoice;
}

test('usage and subscription tell of each failed payment, the oldest first, with the last refusal; a trip each', async () => {
  const customer = await debtor();
  const given = { status: 'exhausted', nextAttemptAt: null, openedAt: '2026-03-02T01:00:00.000Z' };
  const young = await owe(customer);
  const old = await owe(customer, { ...given, amountMinor: 100n });
  const expected = [
    {
      invoiceId: old.id,
      invoiceNumber: old.number,
      amount: { amountMinor: 100n, currency: 'usd' },
      failedAt: new Date(given.openedAt),
      nextAttemptAt: null,
      declineCode: 'insufficient_funds',
      payUrl: `https://invoice.stripe.com/i/${old.id}`,
    },
    {
      invoiceId: young.id,
      invoiceNumber: young.number,
      amount: { amountMinor: 65_780n, currency: 'usd' },
      failedAt: new Date(FAILED),
      nextAttemptAt: new Date(NEXT),
      declineCode: 'insufficient_funds',
      payUrl: `https://invoice.stripe.com/i/${young.id}`,
    },
  ];
  for (const read of [getUsageOverview, getSubscription]) {
    const { database, trips } = countTrips(contextOf(customer).db);
    const found = await read({ ...contextOf(customer), db: database }, { customerId: customer.id });
    expect(found.failedPayments).toEqual(expected);
    expect(trips()).toBe(1);
  }
});

test('what is owed after the plan’s end is told, without a next try', async () => {
  const customer = await debtor();
  const owed = await owe(customer, { status: 'stopped' });
  const { failedPayments } = await getSubscription(contextOf(customer), { customerId: customer.id });
  expect(failedPayments).toMatchObject([{ invoiceId: owed.id, nextAttemptAt: null }]);
});

test.each(['paid', 'void', 'uncollectible'])(
  'an invoice that is %s meanwhile is no failed payment',
  async (status) => {
    const customer = await debtor();
    const { id } = await owe(customer);
    await ownerSql(`UPDATE invoices SET status = $2, amount_remaining_minor = 0 WHERE id = $1`, [id, status]);
    const { failedPayments } = await getSubscription(contextOf(customer), { customerId: customer.id });
    expect(failedPayments).toEqual([]);
  },
);

test('another publisher’s is not read, whoever is asked about', async () => {
  const [customer, stranger] = [await debtor(), await debtor()];
  await owe(customer);
  const ctx = contextOf(stranger);
  const [rows] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db.execute(selectFailedPayments(customer.id)),
  ]);
  expect(toFailedPayments(rows.rows)).toEqual([]);
});
