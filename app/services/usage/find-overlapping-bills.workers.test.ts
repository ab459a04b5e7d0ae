import { expect, test } from 'vitest';
import { insertTestInvoice } from '../../../dev/testing/invoices.ts';
import {
  insertTestCustomer,
  ownerSql,
  type TestCustomer,
  testContext,
} from '../../../dev/testing/workers.ts';
import { findOverlappingBills } from './find-overlapping-bills.ts';

const NOW = new Date('2026-06-21T03:40:00.000Z');

interface Bill {
  start: string;
  end: string;
  createdAt?: string;
  status?: 'draft' | 'paid' | 'void';
  reason?: string;
}

async function billed(
  customer: TestCustomer,
  { start, end, createdAt = '2026-06-20', status = 'paid', reason = 'subscription_cycle' }: Bill,
): Promise<string> {
  const { id } = await insertTestInvoice(customer, { status, createdAt: `${createdAt}T00:00:00.000Z` });
  await ownerSql(
    'UPDATE invoices SET period_start = $2, period_end = $3, billing_reason = $4 WHERE id = $1',
    [id, `2026-${start}:00Z`, `2026-${end}:00Z`, reason],
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
