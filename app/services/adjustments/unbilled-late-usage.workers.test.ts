import { beforeAll, expect, test } from 'vitest';
import {
  adjustmentsOf,
  at,
  closeFirstPeriod,
  goTo,
  NEXT_CLOSED,
  of,
  REPORTED,
  setHours,
  sync,
} from '../../../dev/testing/late-usage.ts';
import { ownerSql } from '../../../dev/testing/workers.ts';
import { reportUsage } from '../usage/report/report-usage.ts';
import { issueAdjustments } from './issue-adjustments.ts';
import { planAdjustments } from './plan-adjustments.ts';

/** The meter loses the hour's 1.5 M, of which Stripe tells for `refused` only, and a repair puts them back. */
async function loseAndRepair(name: string) {
  const { customerId } = of(name);
  const hour = `${customerId}:impressions:${Date.parse('2026-04-15T12:00:00Z') / 1_000}`;
  await at().stripe.billing.meterEventAdjustments.create({
    event_name: 'impressions',
    type: 'cancel',
    cancel: { identifier: `${hour}:1` },
  });
  if (name === 'refused') {
    await ownerSql(`UPDATE usage_outbox SET status = 'failed', accepted_at = NULL WHERE identifier = $1`, [
      `${hour}:1`,
    ]);
  }
  await ownerSql(
    `INSERT INTO usage_outbox (identifier, customer_id, metric, hour, quantity_delta, status, send_before, run_after,
       created_at)
     SELECT id, $1, 'impressions', '2026-04-15T12:00:00Z', units, status, '2026-05-15T00:50:00Z', $2, $2
     FROM (VALUES ($3, 1500000, 'pending'), ($4, 777, 'held')) AS r (id, units, status)`,
    [customerId, REPORTED.toISOString(), `${hour}:repair:0`, `${hour}:repair:1`],
  );
}

beforeAll(() =>
  closeFirstPeriod(['small', 'free', 'early', 'voided', 'repaired', 'refused', 'changed', 'returned'], {
    impressions: { free: 200_000 },
    beforeClose: async () => {
      for (const name of ['repaired', 'refused']) await loseAndRepair(name);
      await reportUsage(at());
    },
  }),
);

test.each(['repaired', 'refused'])(
  '%s usage that a repair put back is billed, sealed and counted once',
  async (name) => {
    const sealed = await ownerSql(
      `SELECT accepted_quantity::int AS accepted FROM invoice_usage_digests WHERE customer_id = $1 AND metric = 'impressions'`,
      [of(name).customerId],
    );
    expect(sealed).toEqual([{ accepted: 1_500_000 }]);
    await setHours(name, [['2026-04-20T08:00:00Z', 1_000_000]]);
    await sync();
    expect(await planAdjustments(at())).toMatchObject({ planned: 1, problems: [] });
    await issueAdjustments(at());
    expect(await adjustmentsOf(name)).toMatchObject([{ units: 1_000_000, amount: 12_000, status: 'issued' }]);
  },
);

test('40 impressions late are 0.48 cents: recorded as nothing; 2 more make 0.504 and cost a cent', async () => {
  await setHours('small', [['2026-04-20T08:00:00Z', 40]]);
  await sync();
  await planAdjustments(at());
  await setHours('small', [['2026-04-20T08:00:00Z', 42]]);
  await sync();
  await planAdjustments(at());
  expect(await adjustmentsOf('small')).toMatchObject([
    { units: 40, amount: 0, status: 'recorded' },
    { units: 2, amount: 1, status: 'planned' },
  ]);
  await issueAdjustments(at());
});

test('late usage within what the plan includes is recorded and costs nothing', async () => {
  await setHours('free', [['2026-04-20T08:00:00Z', 700_000]]);
  await sync();
  await planAdjustments(at());
  expect(await adjustmentsOf('free')).toMatchObject([{ units: 700_000, amount: 0, status: 'recorded' }]);
});

test('hours from before the subscription are kept in sight without an amount, and staff is told', async () => {
  await setHours('early', [['2026-04-14T23:00:00Z', 777]]);
  await sync();
  await planAdjustments(at());
  expect(await adjustmentsOf('early')).toMatchObject([
    { units: 777, amount: 0, status: 'unbillable', reason: 'outside_subscription' },
  ]);
  const told = await ownerSql(
    `SELECT channel, payload ->> 'title' AS title FROM notifications
     WHERE kind = 'adjustment.needs_decision' AND payload ->> 'title' LIKE 'early:%' ORDER BY channel`,
  );
  const title = 'early: late usage needs a decision';
  expect(told).toEqual([
    { channel: 'in_app', title },
    { channel: 'slack', title },
  ]);
});

test('a period whose invoice a person made void is left to a person as well', async () => {
  await ownerSql(
    `UPDATE invoices SET status = 'void' WHERE customer_id = $1 AND billing_reason = 'subscription_cycle'`,
    [of('voided').customerId],
  );
  await setHours('voided', [['2026-04-20T08:00:00Z', 100_000]]);
  await sync();
  await planAdjustments(at());
  expect(await adjustmentsOf('voided')).toMatchObject([
    { uncapped: 1_200, amount: 0, status: 'unbillable', reason: 'invoice_void' },
  ]);
});

test('when Stripe billed something else than the meter had taken, nothing is decided and the run says so', async () => {
  await ownerSql(
    `UPDATE invoice_line_items SET quantity = quantity - 5 WHERE customer_id = $1 AND quantity = 500000`,
    [of('small').customerId],
  );
  await setHours('small', [['2026-04-20T08:00:00Z', 5_000_000]]);
  await sync();
  const { problems, planned } = await planAdjustments(at());
  expect(planned).toBe(0);
  expect(problems).toEqual([
    'Late impressions of small for 15 April – 14 May 2026: Stripe billed 1499995, the meter had taken 1500000',
  ]);
});

test('late usage is decided in the same run although pages of what no rule decides come before it', async () => {
  await goTo(NEXT_CLOSED);
  await setHours('free', [['2026-05-16T08:00:00Z', 1_500_000]]);
  await sync();
  const { problems, planned } = await planAdjustments(at(), { groupsPerPage: 1 });
  expect(problems).toHaveLength(1);
  expect(planned).toBe(1);
  expect((await adjustmentsOf('free')).at(-1)).toMatchObject({ units: 1_500_000, amount: 6_000 });
  await issueAdjustments(at());
});

test.each([
  [
    'changed',
    `'stripe_price_id', (SELECT p.stripe_price_id FROM plan_prices p WHERE p.component = 'impressions'
      AND p.stripe_price_id <> l.stripe_price_id LIMIT 1)`,
  ],
  ['returned', `'period_end', l.period_end - interval '5 days'`],
])(
  'late usage of a period in which the plan %s waits for a person: no one rating holds it, and the run goes on',
  async (name, otherwise) => {
    await ownerSql(
      `INSERT INTO invoice_line_items
       SELECT (jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid(), 'stripe_line_item_id', $2::text,
         ${otherwise}, 'amount_minor', 0, 'position', l.position + 100))).*
       FROM invoice_line_items l WHERE l.customer_id = $1 AND l.component = 'impressions' LIMIT 1`,
      [of(name).customerId, `il_${name}`],
    );
    await setHours(name, [['2026-04-20T08:00:00Z', 1_000_000]]);
    await sync();
    expect(await planAdjustments(at())).toMatchObject({ planned: 1 });
    expect(await adjustmentsOf(name)).toMatchObject([
      {
        units: 1_000_000,
        amount: 0,
        status: 'unbillable',
        reason: 'several_prices',
        description: 'Late usage for 15 April – 14 May 2026: 1,000,000 impressions, not rated',
      },
    ]);
  },
);
