import { expect, test } from 'vitest';
import { insertTestInvoice } from '../../../../dev/testing/invoices.ts';
import {
  insertTestCustomer,
  ownerSql,
  type TestCustomer,
  testContext,
} from '../../../../dev/testing/workers.ts';
import { findOverlappingBills } from './find-overlapping-bills.ts';

const NOW = new Date('2026-06-21T03:40:00.000Z');

interface Bill {
  start: string;
  end: string;
  createdAt?: string;
  status?: 'draft' | 'paid' | 'void';
  reason?: string;
  /** Of the whole period. */
  impressions?: number;
}

async function billed(
  customer: TestCustomer,
  {
    start,
    end,
    createdAt = '2026-06-20',
    status = 'paid',
    reason = 'subscription_cycle',
    impressions = 5,
  }: Bill,
): Promise<string> {
  const { id } = await insertTestInvoice(customer, { status, createdAt: `${createdAt}T00:00:00.000Z` });
  await ownerSql(
    'UPDATE invoices SET period_start = $2, period_end = $3, billing_reason = $4 WHERE id = $1',
    [id, `2026-${start}:00Z`, `2026-${end}:00Z`, reason],
  );
  await ownerSql(
    `INSERT INTO invoice_line_items (stripe_line_item_id, invoice_id, customer_id, position, description, component,
       quantity, unit_amount_decimal, amount_minor, currency, proration, period_start, period_end)
     SELECT concat_ws('_', 'il', i.id, part), i.id, i.customer_id, place, part, part, quantity, 1, 9900, i.currency, false, i.period_start, i.period_end
     FROM invoices i, (VALUES (0, 'base', 1), (1, 'impressions', $2::int)) AS sold (place, part, quantity) WHERE i.id = $1`,
    [id, impressions],
  );
  return `in_${id}`;
}

test('two bills of one morning are told, with the ten hours and twenty minutes that are in both', async () => {
  const customer = await insertTestCustomer();
  const first = await billed(customer, { start: '05-15T00:00', end: '05-20T10:20', createdAt: '2026-05-20' });
  const second = await billed(customer, { start: '05-20T00:00', end: '06-20T00:00' });
  const told = {
    customerId: customer.id,
    stripeInvoiceIds: [first, second],
    from: new Date('2026-05-20T00:00:00Z'),
    until: new Date('2026-05-20T10:20:00Z'),
  };
  expect(await findOverlappingBills(testContext({ now: NOW }))).toEqual([told]);
  const after = testContext({ now: new Date('2026-06-23T03:40:00.000Z') });
  expect(await findOverlappingBills(after)).toEqual([]);
});

test('bills that follow each other, are of two customers, drafts, void or without usage are nothing to tell', async () => {
  const customer = await insertTestCustomer();
  await billed(customer, { start: '05-20T00:00', end: '06-20T00:00', createdAt: '2026-06-19' });
  await billed(customer, { start: '06-20T00:00', end: '06-20T10:20' });
  await billed(customer, { start: '05-20T00:00', end: '06-20T00:00', status: 'draft' });
  await billed(customer, { start: '05-20T00:00', end: '06-20T00:00', status: 'void' });
  await billed(customer, { start: '05-20T00:00', end: '06-20T00:00', reason: 'manual' });
  const span = { start: '04-20T00:00', end: '05-20T00:00' };
  await billed(customer, { ...span, createdAt: '2026-06-18', status: 'draft' });
  await billed(customer, { ...span, createdAt: '2026-06-18', status: 'void' });
  await billed(customer, { ...span, createdAt: '2026-06-18', reason: 'manual' });
  await billed(customer, span);
  await billed(await insertTestCustomer(), { start: '05-20T00:00', end: '06-20T00:00' });
  const found = await findOverlappingBills(testContext({ now: NOW }));
  expect(found.filter(({ customerId }) => customerId === customer.id)).toEqual([]);
});

test('ten minutes that no hour begins in are in two bills without any usage', async () => {
  const customer = await insertTestCustomer();
  const first = { start: '05-15T00:00', end: '05-20T10:20', createdAt: '2026-05-20' };
  await billed(customer, first);
  await billed(customer, { start: '05-20T10:10', end: '06-20T10:10' });
  const other = await insertTestCustomer();
  await billed(other, { ...first, end: '05-20T10:20' });
  await billed(other, { start: '05-20T10:00', end: '06-20T10:00' });
  const found = await findOverlappingBills(testContext({ now: NOW }));
  const told = found.map(({ customerId }) => customerId);
  expect(told).not.toContain(customer.id);
  expect(told).toContain(other.id);
});

test('a trial’s invoice and a late one of a period that another plan has closed bill no unit: nothing to tell', async () => {
  const customer = await insertTestCustomer();
  await billed(customer, { start: '05-15T00:00', end: '06-15T00:00', createdAt: '2026-06-15' });
  await billed(customer, { start: '06-01T00:00', end: '06-20T00:00', impressions: 0 });
  await billed(customer, { start: '05-20T00:00', end: '06-20T00:00', impressions: 0 });
  const other = await insertTestCustomer();
  await billed(other, { start: '05-15T00:00', end: '06-15T00:00', createdAt: '2026-06-15' });
  await billed(other, { start: '06-01T00:00', end: '06-20T00:00', impressions: 1 });
  const told = (await findOverlappingBills(testContext({ now: NOW }))).map(({ customerId }) => customerId);
  expect(told).not.toContain(customer.id);
  expect(told).toContain(other.id);
});
