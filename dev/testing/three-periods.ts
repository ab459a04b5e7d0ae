import { expect } from 'vitest';
import { METRICS, type Metric } from '../../app/domain/metric.ts';
import { issueAdjustments } from '../../app/services/adjustments/issue-adjustments.ts';
import { planAdjustments } from '../../app/services/adjustments/plan-adjustments.ts';
import { provisionCatalog } from '../../app/services/catalog/provision-catalog.ts';
import { createCustomer } from '../../app/services/customers/create-customer.ts';
import type { PlanTermsInput } from '../../app/services/plans/plan-terms-input.ts';
import { reportUsage } from '../../app/services/usage/report/report-usage.ts';
import { settleWebhooks } from './deliver-webhooks.ts';
import { runTestSync, setReplicaRows } from './usage.ts';
import { advanceClock, testContext } from './workers.ts';

export const STARTED = new Date('2026-04-15T12:00:00.000Z');
export const RENEWALS = ['2026-05-15', '2026-06-15', '2026-07-15'];
/** Three hours into the fourth period. */
export const NOW = new Date('2026-07-15T03:00:00.000Z');

export const EVERY_KIND: PlanTermsInput = {
  version: 1,
  baseFeeMinor: '12345',
  metered: {
    impressions: {
      kind: 'graduated',
      tiers: [
        { upTo: '1000000', unitAmount: '0' },
        { upTo: '3000000', unitAmount: '0.0123' },
        { upTo: null, unitAmount: '0.0077', flatAmount: '999' },
      ],
    },
    api_calls: {
      kind: 'volume',
      tiers: [
        { upTo: '150000', unitAmount: '0.05' },
        { upTo: null, unitAmount: '0.041' },
      ],
    },
    data_transfer_bytes: { kind: 'package', size: '7000000000', amount: '33.3', round: 'up' },
  },
};

interface Publisher {
  customerId: string;
  /** What a period uses, before it grows with the months. */
  used: Record<Metric, number>;
}

type Name = 'listed' | 'yen' | 'agreed' | 'late' | 'corrected';

export const publishers: Record<Name, Publisher> = {
  listed: {
    customerId: '',
    used: { impressions: 12_345_678, api_calls: 1_234_567, data_transfer_bytes: 612_345_678_901 },
  },
  yen: {
    customerId: '',
    used: { impressions: 4_999_999, api_calls: 99_999, data_transfer_bytes: 51_000_000_001 },
  },
  agreed: {
    customerId: '',
    used: { impressions: 2_222_221, api_calls: 100_001, data_transfer_bytes: 20_999_999_999 },
  },
  late: {
    customerId: '',
    used: { impressions: 11_000_000, api_calls: 1_000_000, data_transfer_bytes: 1_000 },
  },
  corrected: {
    customerId: '',
    used: { impressions: 13_000_000, api_calls: 1_500_000, data_transfer_bytes: 1_000 },
  },
};

async function onboard(input: {
  planId: 'growth' | 'starter';
  currency: 'usd' | 'jpy';
  terms?: PlanTermsInput;
}) {
  const { customerId } = await createCustomer(testContext({ now: STARTED }), {
    email: `${crypto.randomUUID()}@publisher.test`,
    name: 'Publisher',
    locale: 'en-US',
    country: 'US',
    paymentMethod: 'pm_card_visa',
    ...input,
  });
  return customerId;
}

/** Hours on four days, the first and the last hour of the period among them, which add up to the period's quantity. */
export function hoursOf(renewal: string, quantity: number): { hour: string; quantity: number }[] {
  const end = Date.parse(`${renewal}T00:00:00Z`);
  const start = new Date(end);
  start.setUTCMonth(start.getUTCMonth() - 1);
  const quarter = Math.floor(quantity / 4);
  return [
    { hour: start.toISOString(), quantity: quarter },
    { hour: new Date(start.getTime() + 75 * 3_600_000).toISOString(), quantity: quarter },
    { hour: new Date(end - 200 * 3_600_000).toISOString(), quantity: quarter },
    { hour: new Date(end - 3_600_000).toISOString(), quantity: quantity - 3 * quarter },
  ];
}

/** A month as the jobs run it: usage is synced and reported up to the renewal, the invoice is made, paid and mirrored. */
async function liveUntil(renewal: string, month: number): Promise<void> {
  const closed = new Date(`${renewal}T00:20:00.000Z`);
  await setReplicaRows(
    Object.values(publishers).flatMap(({ customerId, used }) =>
      METRICS.flatMap((metric) =>
        hoursOf(renewal, used[metric] * (month + 1)).map((row) => ({
          ...row,
          customerId,
          metric,
          updatedAt: `${renewal}T00:05:00.000Z`,
        })),
      ),
    ),
  );
  await advanceClock(closed);
  await runTestSync(testContext({ now: closed }));
  const { rejected, held, backlog } = await reportUsage(testContext({ now: closed }));
  expect({ rejected, held, backlog }).toEqual({ rejected: [], held: 0, backlog: false });
  const invoiced = new Date(`${renewal}T02:00:00.000Z`);
  await advanceClock(invoiced);
  await settleWebhooks(testContext({ now: invoiced }));
}

/** The day after the first renewal one publisher's first hour turns out larger, another's smaller. */
async function settleLateRows(): Promise<void> {
  const now = new Date('2026-05-16T00:40:00.000Z');
  const row = (name: Name, metric: Metric, quantity: number) => ({
    customerId: publishers[name].customerId,
    metric,
    hour: '2026-04-15T00:00:00.000Z',
    quantity,
    updatedAt: '2026-05-16T00:05:00.000Z',
  });
  await advanceClock(now);
  await setReplicaRows([row('late', 'impressions', 5_000_003), row('corrected', 'api_calls', 7)]);
  const ctx = testContext({ now });
  await runTestSync(ctx);
  await reportUsage(ctx);
  await planAdjustments(ctx);
  expect(await issueAdjustments(ctx)).toMatchObject({ issued: 2, failed: [] });
  await settleWebhooks(ctx);
}

/** Three periods of five publishers, from the beginning of their plans to the third renewal, as the jobs run them. */
export async function liveThreePeriods(): Promise<void> {
  await provisionCatalog(testContext({ now: STARTED }));
  publishers.listed.customerId = await onboard({ planId: 'growth', currency: 'usd' });
  publishers.yen.customerId = await onboard({ planId: 'starter', currency: 'jpy' });
  publishers.agreed.customerId = await onboard({ planId: 'growth', currency: 'usd', terms: EVERY_KIND });
  publishers.late.customerId = await onboard({ planId: 'growth', currency: 'usd' });
  publishers.corrected.customerId = await onboard({ planId: 'growth', currency: 'usd' });
  for (const [month, renewal] of RENEWALS.entries()) {
    await liveUntil(renewal, month);
    if (month === 0) await settleLateRows();
  }
}
