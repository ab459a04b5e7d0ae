import { sql } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { settleWebhooks } from '../../../../dev/testing/deliver-webhooks.ts';
import { runTestSync, setReplicaRows } from '../../../../dev/testing/usage.ts';
import { advanceClock, ownerSql, testContext } from '../../../../dev/testing/workers.ts';
import { provisionCatalog } from '../../catalog/provision-catalog.ts';
import { createCustomer } from '../../customers/create-customer.ts';
import { mirrorObject } from '../../mirror/mirror-object.ts';
import { reportUsage } from '../report/report-usage.ts';
import { usageDigestSql } from './usage-digest-sql.ts';

const SYNCED = new Date('2026-04-16T00:05:00.000Z');
const FINALIZED = new Date('2026-05-15T02:00:00.000Z');
let customerId: string;

async function setHours(rows: readonly (readonly [hour: string, quantity: number])[], now: Date) {
  const updatedAt = new Date(now.getTime() - 60_000).toISOString();
  await setReplicaRows(
    rows.map(([hour, quantity]) => ({ customerId, metric: 'impressions', hour, quantity, updatedAt })),
  );
  await runTestSync(testContext({ now }));
}

beforeAll(async () => {
  await provisionCatalog(testContext());
  ({ customerId } = await createCustomer(testContext(), {
    email: 'digest@publisher.test',
    name: 'Publisher',
    planId: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
    paymentMethod: 'pm_card_visa',
  }));
  await setHours(
    [
      ['2026-04-15T10:00:00Z', 1_000_000],
      ['2026-04-15T09:00:00Z', 500_000],
    ],
    SYNCED,
  );
  await reportUsage(testContext({ now: SYNCED }));
  await advanceClock(FINALIZED);
  await settleWebhooks(testContext({ now: FINALIZED }));
});

function digests() {
  return ownerSql<{ metric: string; hours: number; quantity: string; accepted: string; digest: string }>(
    `SELECT d.metric, d.hours, d.quantity::text, d.accepted_quantity::text AS accepted, d.digest
     FROM invoice_usage_digests d ORDER BY d.metric`,
  );
}

async function sha256(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

test('a finalized period is sealed: the digest of its rows in order, their sum, and what the meter took', async () => {
  const rows = `${customerId}|impressions|2026-04-15T09:00:00Z|500000\n${customerId}|impressions|2026-04-15T10:00:00Z|1000000\n`;
  const none = { hours: 0, quantity: '0', accepted: '0', digest: await sha256('') };
  expect(await digests()).toEqual([
    { metric: 'api_calls', ...none },
    { metric: 'data_transfer_bytes', ...none },
    { metric: 'impressions', hours: 2, quantity: '1500000', accepted: '1500000', digest: await sha256(rows) },
  ]);
});

test('it names the price and the tiers that the invoice was rated with', async () => {
  const [sealed] = await ownerSql(`SELECT price FROM invoice_usage_digests WHERE metric = 'impressions'`);
  expect(sealed?.price).toMatchObject({
    component: 'impressions',
    currency: 'usd',
    tiers: [
      { up_to: '1000000', unit_amount_decimal: '0.000000000000' },
      { up_to: '5000000', unit_amount_decimal: '0.012000000000' },
      { up_to: null, unit_amount_decimal: '0.010000000000' },
    ],
  });
});

test('a late row is told by a digest computed again, and the seal stays', async () => {
  const before = await digests();
  await setHours([['2026-04-15T10:00:00Z', 1_000_001]], new Date('2026-05-15T03:05:00.000Z'));
  const [invoice] = await ownerSql<{ stripe_invoice_id: string }>(
    `SELECT stripe_invoice_id FROM invoices WHERE billing_reason = 'subscription_cycle'`,
  );
  await mirrorObject(testContext(), { type: 'invoice', id: invoice?.stripe_invoice_id ?? '' });
  expect(await digests()).toEqual(before);
  const [again] = await testContext().db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      select s.digest = d.digest as same, d.quantity::text from invoice_usage_digests s
      cross join ${usageDigestSql({
        customerId: sql`s.customer_id`,
        metric: sql`s.metric`,
        start: sql`s.period_start`,
        end: sql`s.period_end`,
      })} as d
      where s.metric = 'impressions'`),
  ]);
  expect(again.rows).toEqual([{ same: false, quantity: '1500001' }]);
});
