import { sql } from 'drizzle-orm';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { insertTestInvoice } from '../../../../dev/testing/invoices.ts';
import { insertTestCatalog, insertTestSubscription } from '../../../../dev/testing/usage.ts';
import {
  insertTestCustomer,
  ownerSql,
  type TestCustomer,
  testContext,
} from '../../../../dev/testing/workers.ts';
import { instantSql } from '../../../db/sql-time.ts';
import { owningSubscriptionSql } from './owning-subscription-sql.ts';

const ctx = testContext();
let customer: TestCustomer;

beforeAll(() => insertTestCatalog(testContext({ now: new Date('2026-01-01T00:00:00.000Z') })));
beforeEach(async () => {
  customer = await insertTestCustomer();
});

const instant = (short: string) => `2026-${short}T00:00:00.000Z`;

/** Made and begun on a day; with an end it is canceled. */
function insertFrom(from: string, endedAt?: string): Promise<string> {
  return insertTestSubscription({
    customerId: customer.id,
    anchorAt: instant(from),
    createdAt: instant(from),
    periodStart: instant(from),
    periodEnd: instant('12-31'),
    ...(endedAt && { status: 'canceled', endedAt: instant(endedAt) }),
  });
}

type Status = NonNullable<Parameters<typeof insertTestInvoice>[1]>['status'];

async function bill(
  subscriptionId: string,
  [from, until]: readonly [string, string],
  status: Status = 'paid',
) {
  const { id } = await insertTestInvoice(customer, { status, subscriptionId });
  await ownerSql(
    `UPDATE invoices SET billing_reason = 'subscription_cycle', period_start = $2, period_end = $3 WHERE id = $1`,
    [id, instant(from), instant(until)],
  );
  return id;
}

async function ownerOf(day: string) {
  const hour = instantSql(new Date(instant(day)));
  const [found] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      select s.id, s.covers, s.invoice_id
      from ${owningSubscriptionSql({ customerId: sql`${customer.id}::uuid`, hour })} as s`),
  ]);
  return found.rows[0];
}

test('of two that run, the younger one, from when it began', async () => {
  const [first, second] = [await insertFrom('02-01'), await insertFrom('04-01')];
  expect(await ownerOf('03-31')).toMatchObject({ id: first, covers: true });
  expect(await ownerOf('04-01')).toMatchObject({ id: second, covers: true });
});

test('one that has ended takes no later hour from one that still runs', async () => {
  const [running, ended] = [await insertFrom('02-01'), await insertFrom('04-01', '04-02')];
  expect(await ownerOf('04-01')).toMatchObject({ id: ended, covers: true });
  expect(await ownerOf('04-02')).toMatchObject({ id: running, covers: true });
});

test('an hour that none covers is of the last that had begun', async () => {
  await insertFrom('02-01', '02-10');
  const last = await insertFrom('03-01', '03-10');
  await insertFrom('05-01');
  expect(await ownerOf('04-01')).toMatchObject({ id: last, covers: false });
});

test('what an issued invoice billed stays with its subscription, whichever later one covers it too', async () => {
  const billed = await insertFrom('02-01', '05-01');
  const later = await insertFrom('04-20');
  const invoice = await bill(billed, ['04-01', '05-01']);
  expect(await ownerOf('04-25')).toEqual({ id: billed, covers: true, invoice_id: invoice });
  expect(await ownerOf('05-01')).toEqual({ id: later, covers: true, invoice_id: null });
});

test.each(['draft', 'void'] as const)('a %s invoice has billed nothing', async (status) => {
  const former = await insertFrom('02-01', '05-01');
  const later = await insertFrom('04-20');
  const invoice = await bill(former, ['04-01', '05-01'], status);
  expect(await ownerOf('04-25')).toMatchObject({ id: later, invoice_id: null });
  expect(await ownerOf('04-19')).toMatchObject({
    id: former,
    invoice_id: status === 'void' ? invoice : null,
  });
});

test('of two invoices of one subscription over an hour, the one that is not void', async () => {
  const subscription = await insertFrom('02-01');
  await bill(subscription, ['04-01', '05-01'], 'void');
  const invoice = await bill(subscription, ['04-01', '05-01']);
  expect(await ownerOf('04-25')).toMatchObject({ invoice_id: invoice });
});
