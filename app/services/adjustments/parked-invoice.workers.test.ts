import { beforeAll, expect, test } from 'vitest';
import {
  adjustmentsOf,
  at,
  closeFirstPeriod,
  goTo,
  of,
  reader,
  renewalsOf,
  setHours,
  sync,
  waitHours,
} from '../../../dev/testing/late-usage.ts';
import { ownerSql } from '../../../dev/testing/workers.ts';
import { parkInvoice, releaseInvoice } from '../../stripe/hold-invoice.ts';
import { getUsageOverview } from '../usage/get-usage-overview.ts';
import { planAdjustments } from './plan-adjustments.ts';

/** Of an invoice that should be here after three days. */
const LONGER_THAN_MISSING_HOURS = 4 * 24;

async function parkRenewal(name: string) {
  const [draft] = await renewalsOf(name);
  expect(await parkInvoice(at().stripe, draft?.id ?? '')).toBe('draft');
}

/** Of the running period and the closed one, as the publisher’s page has them. */
async function draftsOf(name: string) {
  const { periods } = await getUsageOverview(reader(), { customerId: of(name).customerId });
  return periods.map(({ invoice, draft }) => [invoice !== null, draft?.state ?? null]);
}

async function setReason(name: string, reason: string) {
  await ownerSql(
    `UPDATE invoices SET billing_reason = $2 WHERE customer_id = $1 AND billing_reason <> 'subscription_create'`,
    [of(name).customerId, reason],
  );
}

beforeAll(async () => {
  await closeFirstPeriod(['parked', 'ended', 'gone'], {
    beforeClose: async () => {
      await goTo(new Date('2026-05-15T00:30:00.000Z'));
      for (const name of ['parked', 'ended']) await parkRenewal(name);
    },
  });
  await ownerSql(`UPDATE subscriptions SET ended_at = '2026-05-15T00:00:00Z' WHERE customer_id = $1`, [
    of('ended').customerId,
  ]);
  await setReason('gone', 'manual');
});

test('usage of a period whose invoice is parked waits for it, while a missing invoice is a problem', async () => {
  for (const name of ['parked', 'ended', 'gone']) {
    await setHours(name, [['2026-04-20T08:00:00Z', 1_000_000]]);
  }
  waitHours(LONGER_THAN_MISSING_HOURS);
  await sync();
  expect(await planAdjustments(at())).toMatchObject({
    planned: 0,
    problems: ['Late impressions of gone for 15 April – 14 May 2026: its invoice is not here'],
  });
  for (const name of ['parked', 'ended', 'gone']) expect(await adjustmentsOf(name)).toEqual([]);
  expect(await draftsOf('parked')).toEqual([
    [false, null],
    [false, 'held'],
  ]);
});

test('once it is released, 1,000,000 more at $0.12 a thousand are $120.00', async () => {
  const [draft] = await renewalsOf('parked');
  await releaseInvoice(at().stripe, draft?.id ?? '');
  await setReason('gone', 'subscription_cycle');
  await sync();
  await goTo(at().now);
  expect(await draftsOf('parked')).toEqual([
    [false, null],
    [true, null],
  ]);
  expect(await planAdjustments(at())).toMatchObject({ planned: 2, problems: [] });
  for (const name of ['parked', 'gone']) {
    expect(await adjustmentsOf(name)).toMatchObject([{ units: 1_000_000, amount: 12_000 }]);
  }
  expect(await adjustmentsOf('ended')).toEqual([]);
});
