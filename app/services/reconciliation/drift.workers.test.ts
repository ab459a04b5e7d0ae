import { beforeAll, describe, expect, it } from 'vitest';
import { newDeliveries, settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import { NO_PACE, reconcileNow } from '../../../dev/testing/reconciliation.ts';
import { runTestSync, setReplicaRows } from '../../../dev/testing/usage.ts';
import { advanceClock, ownerSql, testContext } from '../../../dev/testing/workers.ts';
import type { Metric } from '../../domain/metric.ts';
import type { RepairAction } from '../../domain/reconciliation/repair-action.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import type { ServiceContext } from '../context.ts';
import { createCustomer } from '../customers/create-customer.ts';
import { reportUsage } from '../usage/report-usage.ts';
import type { RunDetail } from './get-run.ts';
import { applyRepair } from './repair/apply-repair.ts';
import { planRepair } from './repair/plan-repair.ts';
import type { RepairPlan } from './repair/repair-plan.ts';

const FIRST_DAY = '2026-04-15';
const SECOND_PERIOD = '2026-05-15';
const NOW = new Date('2026-05-15T12:05:00.000Z');
/** When the drift is looked for: after all of it was injected. */
const LOOKED_AT = new Date('2026-05-15T12:20:00.000Z');
const LATER = new Date('2026-05-15T12:45:00.000Z');
const BILLED = 1_000_000n;

const april = testContext();
const may = testContext({ now: NOW });
const looking = testContext({ now: LOOKED_AT });
const later = testContext({ now: LATER });

interface Publisher {
  name: string;
  customerId: string;
  stripeCustomerId: string;
  stripeSubscriptionId: string;
  subscriptionId: string;
}

/** What the injection makes differ: parts of keys, their cause, and what the plan must do about it. */
interface Expected {
  key: string;
  cause: string;
  action: RepairAction['type'];
}

interface Drift {
  kind: string;
  inject(publisher: Publisher, other: Publisher): Promise<Expected[]>;
  /** Money to be paid, so that there is an open invoice. */
  withoutCard?: boolean;
}

/** All of what Stripe has to say, however many rounds it takes. */
async function settle(ctx: ServiceContext): Promise<void> {
  for (let more = true; more; ) more = (await settleWebhooks(ctx)).moreDue;
}

let standInAt = NOW;

/** Stripe counts a meter event some seconds after it has taken it. */
async function letMetersCount(): Promise<void> {
  standInAt = new Date(standInAt.getTime() + 60_000);
  await advanceClock(standInAt);
}

async function makePublisher(name: string, withoutCard = false): Promise<Publisher> {
  const created = await createCustomer(april, {
    email: `${name.replace(/\W+/g, '-')}@publisher.test`,
    name,
    planId: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
    paymentMethod: withoutCard ? null : 'pm_card_visa',
  });
  const [row] = await ownerSql<{ id: string }>('SELECT id FROM subscriptions WHERE customer_id = $1', [
    created.customerId,
  ]);
  return { name, ...created, subscriptionId: row?.id ?? '' };
}

function hourOf(day: string, hour: number): string {
  return `${day}T${String(hour).padStart(2, '0')}:00:00.000Z`;
}

/** 300,000 impressions in each of two hours, calls and bytes beside them. */
async function addUsage(publishers: readonly Publisher[], day: string, updatedAt: string): Promise<void> {
  const quantities: Record<Metric, number> = {
    impressions: 300_000,
    api_calls: 40_000,
    data_transfer_bytes: 7_000_000_000,
  };
  await setReplicaRows(
    publishers.flatMap(({ customerId }) =>
      Object.entries(quantities).flatMap(([metric, quantity]) =>
        [2, 5].map((hour) => ({ customerId, metric, hour: hourOf(day, hour), quantity, updatedAt })),
      ),
    ),
  );
}

const meters = new Map<string, string>();

/** The meter as somebody else would move it, not by our outbox. */
async function meterEvent(
  { stripeCustomerId }: Publisher,
  { metric, value, at }: { metric: Metric; value: bigint; at: string },
): Promise<void> {
  await may.stripe.billing.meterEvents.create({
    event_name: metric,
    identifier: crypto.randomUUID(),
    timestamp: Date.parse(at) / 1_000,
    payload: { stripe_customer_id: stripeCustomerId, value: String(value) },
  });
}

async function cancelEvent({ customerId }: Publisher, metric: Metric, hour: string): Promise<void> {
  const identifier = `${customerId}:${metric}:${Date.parse(hour) / 1_000}:1`;
  await may.stripe.billing.meterEventAdjustments.create({
    event_name: metric,
    type: 'cancel',
    cancel: { identifier },
  });
}

function usageKey({ subscriptionId }: Publisher, metric: Metric, day = SECOND_PERIOD): string {
  return `usage:${subscriptionId}:${metric}:${day}T00:00:00.000Z`;
}

async function invoicesOf({ stripeCustomerId }: Publisher) {
  return (await may.stripe.invoices.list({ customer: stripeCustomerId, limit: 100 })).data;
}

/** The newest invoice; without a card it is open. */
async function lastInvoice(publisher: Publisher): Promise<string> {
  const [invoice] = await invoicesOf(publisher);
  if (invoice === undefined) throw new Error('there is no invoice');
  return invoice.id;
}

async function lastCharge({ stripeCustomerId }: Publisher): Promise<string> {
  const [charge] = (await may.stripe.charges.list({ customer: stripeCustomerId })).data;
  if (charge === undefined) throw new Error('there is no charge');
  return charge.id;
}

async function mirrorOf(publisher: Publisher, sql: string): Promise<void> {
  await ownerSql(sql, [publisher.customerId]);
}

const LAST_INVOICE = `(SELECT id FROM invoices WHERE customer_id = $1 ORDER BY created_at DESC LIMIT 1)`;
const LAST_PAYMENT = `(SELECT id FROM payments WHERE customer_id = $1 ORDER BY created_at DESC LIMIT 1)`;

const DRIFTS: readonly Drift[] = [
  {
    kind: 'a meter event is cancelled in Stripe',
    async inject(own) {
      await cancelEvent(own, 'impressions', hourOf(SECOND_PERIOD, 2));
      return [
        { key: usageKey(own, 'impressions'), cause: 'edited_in_stripe', action: 'send_usage_difference' },
      ];
    },
  },
  {
    kind: 'a meter event of another meter is cancelled in Stripe',
    async inject(own) {
      await cancelEvent(own, 'data_transfer_bytes', hourOf(SECOND_PERIOD, 5));
      return [
        {
          key: usageKey(own, 'data_transfer_bytes'),
          cause: 'edited_in_stripe',
          action: 'send_usage_difference',
        },
      ];
    },
  },
  {
    kind: 'units from nowhere are on the meter, within what is included',
    async inject(own) {
      await meterEvent(own, { metric: 'impressions', value: 12_345n, at: hourOf(SECOND_PERIOD, 3) });
      return [{ key: usageKey(own, 'impressions'), cause: 'edited_in_stripe', action: 'alert' }];
    },
  },
  {
    kind: 'every event of the day is counted twice, beyond what is included',
    async inject(own) {
      for (const hour of [2, 5]) {
        await meterEvent(own, { metric: 'impressions', value: 300_000n, at: hourOf(SECOND_PERIOD, hour) });
      }
      return [{ key: usageKey(own, 'impressions'), cause: 'duplicate', action: 'propose_credit' }];
    },
  },
  {
    kind: 'units from nowhere cost the customer money',
    async inject(own) {
      await meterEvent(own, { metric: 'impressions', value: 900_001n, at: hourOf(SECOND_PERIOD, 3) });
      return [{ key: usageKey(own, 'impressions'), cause: 'edited_in_stripe', action: 'propose_credit' }];
    },
  },
  {
    kind: 'an hour waits in the outbox',
    async inject(own) {
      await insertHour(own, { metric: 'api_calls', hour: hourOf(SECOND_PERIOD, 7), status: 'pending' });
      return [{ key: usageKey(own, 'api_calls'), cause: 'pending_report', action: 'none' }];
    },
  },
  {
    kind: 'Stripe refused an hour',
    async inject(own) {
      await insertHour(own, { metric: 'api_calls', hour: hourOf(SECOND_PERIOD, 7), status: 'failed' });
      return [{ key: usageKey(own, 'api_calls'), cause: 'pending_report', action: 'send_usage_difference' }];
    },
  },
  {
    kind: 'an hour of ours is raised by hand and marked as reported',
    async inject(own) {
      await ownerSql(
        `UPDATE usage_records SET quantity = quantity + 50000, reported_quantity = reported_quantity + 50000
         WHERE customer_id = $1 AND metric = 'api_calls' AND hour = $2`,
        [own.customerId, hourOf(SECOND_PERIOD, 2)],
      );
      return [{ key: usageKey(own, 'api_calls'), cause: 'edited_here', action: 'send_usage_difference' }];
    },
  },
  {
    kind: 'an hour of a closed period is raised by hand and marked as reported',
    async inject(own) {
      await ownerSql(
        `UPDATE usage_records SET quantity = quantity + 70000, reported_quantity = reported_quantity + 70000
         WHERE customer_id = $1 AND metric = 'api_calls' AND hour = $2`,
        [own.customerId, hourOf(FIRST_DAY, 2)],
      );
      return [{ key: usageKey(own, 'api_calls', FIRST_DAY), cause: 'edited_here', action: 'alert' }];
    },
  },
  {
    kind: 'an hour of a closed period came late and is not booked yet',
    async inject(own) {
      await ownerSql(
        `INSERT INTO usage_records (customer_id, metric, hour, quantity, source_updated_at, updated_at)
         VALUES ($1, 'api_calls', $2, 9000, $3, $3)`,
        [own.customerId, hourOf(FIRST_DAY, 8), NOW.toISOString()],
      );
      return [{ key: usageKey(own, 'api_calls', FIRST_DAY), cause: 'late', action: 'none' }];
    },
  },
  {
    kind: 'an hour is counted some hours too early, in the period before',
    async inject(own) {
      await cancelEvent(own, 'impressions', hourOf(SECOND_PERIOD, 2));
      await meterEvent(own, { metric: 'impressions', value: 300_000n, at: '2026-05-14T21:00:00.000Z' });
      return [
        { key: usageKey(own, 'impressions'), cause: 'time_zone', action: 'send_usage_difference' },
        { key: usageKey(own, 'impressions', FIRST_DAY), cause: 'time_zone', action: 'alert' },
      ];
    },
  },
  {
    kind: 'an hour is counted for another customer',
    async inject(own, other) {
      await cancelEvent(own, 'impressions', hourOf(SECOND_PERIOD, 5));
      await meterEvent(other, { metric: 'impressions', value: 300_000n, at: hourOf(SECOND_PERIOD, 9) });
      return [
        { key: usageKey(own, 'impressions'), cause: 'edited_in_stripe', action: 'send_usage_difference' },
        { key: usageKey(other, 'impressions'), cause: 'edited_in_stripe', action: 'alert' },
      ];
    },
  },
  {
    kind: 'an invoice is gone here',
    async inject(own) {
      const [invoice, charge] = [await lastInvoice(own), await lastCharge(own)];
      await mirrorOf(own, `DELETE FROM payments WHERE id = ${LAST_PAYMENT}`);
      await mirrorOf(own, `DELETE FROM invoices WHERE id = ${LAST_INVOICE}`);
      return [
        { key: `invoice:${invoice}`, cause: 'edited_here', action: 'resync_invoice' },
        { key: `payment:${charge}`, cause: 'edited_here', action: 'resync_payment' },
      ];
    },
  },
  {
    kind: 'the total of an issued invoice is changed here',
    async inject(own) {
      await mirrorOf(own, `UPDATE invoices SET amount_minor = amount_minor + 1 WHERE id = ${LAST_INVOICE}`);
      return [{ key: `invoice:${await lastInvoice(own)}`, cause: 'edited_here', action: 'resync_invoice' }];
    },
  },
  {
    kind: 'a line of an issued invoice is gone here',
    async inject(own) {
      await mirrorOf(
        own,
        `DELETE FROM invoice_line_items WHERE invoice_id = ${LAST_INVOICE} AND amount_minor > 0`,
      );
      return [{ key: `invoice:${await lastInvoice(own)}`, cause: 'edited_here', action: 'resync_invoice' }];
    },
  },
  {
    kind: 'an open invoice is called paid here',
    withoutCard: true,
    async inject(own) {
      await mirrorOf(own, `UPDATE invoices SET status = 'paid' WHERE id = ${LAST_INVOICE}`);
      return [{ key: `invoice:${await lastInvoice(own)}`, cause: 'edited_here', action: 'resync_invoice' }];
    },
  },
  {
    kind: 'an invoice is voided in Stripe and nobody tells',
    withoutCard: true,
    async inject(own) {
      const invoice = await lastInvoice(own);
      await may.stripe.invoices.voidInvoice(invoice);
      return [{ key: `invoice:${invoice}`, cause: 'missed_webhook', action: 'resync_invoice' }];
    },
  },
  {
    kind: 'an invoice is paid by bank transfer and nobody tells',
    withoutCard: true,
    async inject(own) {
      const invoice = await lastInvoice(own);
      await may.stripe.invoices.pay(invoice, { paid_out_of_band: true });
      return [{ key: `invoice:${invoice}`, cause: 'missed_webhook', action: 'resync_invoice' }];
    },
  },
  {
    kind: 'an invoice is written by hand in Stripe and nobody tells',
    async inject(own) {
      const draft = await may.stripe.invoices.create({
        customer: own.stripeCustomerId,
        currency: 'usd',
        collection_method: 'send_invoice',
        days_until_due: 14,
      });
      await may.stripe.invoiceItems.create({
        customer: own.stripeCustomerId,
        invoice: draft.id,
        currency: 'usd',
        amount: 12_000,
        description: 'Setup',
      });
      await may.stripe.invoices.finalizeInvoice(draft.id);
      return [{ key: `invoice:${draft.id}`, cause: 'missed_webhook', action: 'resync_invoice' }];
    },
  },
  {
    kind: 'a draft is deleted in Stripe and nobody tells',
    async inject(own) {
      const draft = await may.stripe.invoices.create({ customer: own.stripeCustomerId, currency: 'usd' });
      await settleWebhooks(looking);
      await may.stripe.invoices.del(draft.id);
      return [{ key: `invoice:${draft.id}`, cause: 'edited_in_stripe', action: 'resync_invoice' }];
    },
  },
  {
    kind: 'an invoice stands here that Stripe never made',
    async inject(own) {
      await mirrorOf(
        own,
        `INSERT INTO invoices (id, customer_id, stripe_invoice_id, number, status, currency, subtotal_minor, tax_minor,
           amount_minor, amount_due_minor, amount_paid_minor, amount_remaining_minor, period_start, period_end,
           auto_advance, attempt_count, bill_to, taxes, created_at, updated_at, mirrored_at)
         VALUES (gen_random_uuid(), $1, 'in_phantom', 'PHANTOM-1', 'open', 'usd', 1, 0, 1, 1, 0, 1, '2026-04-15',
           '2026-05-15', false, 0, '{}', '[]', '2026-05-01', '2026-05-01', '2026-05-01')`,
      );
      return [{ key: 'invoice:in_phantom', cause: 'edited_here', action: 'alert' }];
    },
  },
  {
    kind: 'a payment is gone here',
    async inject(own) {
      await mirrorOf(own, `DELETE FROM payments WHERE id = ${LAST_PAYMENT}`);
      return [{ key: `payment:${await lastCharge(own)}`, cause: 'edited_here', action: 'resync_payment' }];
    },
  },
  {
    kind: 'a payment that succeeded is called failed here',
    async inject(own) {
      await mirrorOf(own, `UPDATE payments SET status = 'failed' WHERE id = ${LAST_PAYMENT}`);
      return [{ key: `payment:${await lastCharge(own)}`, cause: 'edited_here', action: 'resync_payment' }];
    },
  },
  {
    kind: 'the amount of a payment is changed here',
    async inject(own) {
      await mirrorOf(own, `UPDATE payments SET amount_minor = 1 WHERE id = ${LAST_PAYMENT}`);
      return [{ key: `payment:${await lastCharge(own)}`, cause: 'edited_here', action: 'resync_payment' }];
    },
  },
  {
    kind: 'a payment is refunded in Stripe and nobody tells',
    async inject(own) {
      const charge = await lastCharge(own);
      const refund = await may.stripe.refunds.create({ charge, amount: 500 });
      return [
        { key: `refund:${refund.id}`, cause: 'missed_webhook', action: 'resync_payment' },
        { key: `payment:${charge}`, cause: 'edited_here', action: 'resync_payment' },
      ];
    },
  },
  {
    kind: 'the amount of a refund is changed here',
    async inject(own) {
      const refund = await may.stripe.refunds.create({ charge: await lastCharge(own), amount: 700 });
      await settleWebhooks(looking);
      await mirrorOf(own, 'UPDATE refunds SET amount_minor = 7 WHERE customer_id = $1');
      return [{ key: `refund:${refund.id}`, cause: 'edited_here', action: 'resync_payment' }];
    },
  },
  {
    kind: 'a subscription is cancelled in Stripe for its period’s end and nobody tells',
    async inject(own) {
      await may.stripe.subscriptions.update(own.stripeSubscriptionId, { cancel_at_period_end: true });
      return [
        {
          key: `subscription:${own.stripeSubscriptionId}`,
          cause: 'missed_webhook',
          action: 'resync_subscription',
        },
      ];
    },
  },
  {
    kind: 'a subscription is ended in Stripe and nobody tells',
    async inject(own) {
      await may.stripe.subscriptions.cancel(own.stripeSubscriptionId);
      return [
        {
          key: `subscription:${own.stripeSubscriptionId}`,
          cause: 'missed_webhook',
          action: 'resync_subscription',
        },
      ];
    },
  },
  {
    kind: 'a subscription has another plan here',
    async inject(own) {
      await mirrorOf(
        own,
        `UPDATE subscriptions SET plan_version_id = (SELECT id FROM plan_versions WHERE plan_id = 'scale')
         WHERE customer_id = $1`,
      );
      return [
        {
          key: `subscription:${own.stripeSubscriptionId}`,
          cause: 'plan_mismatch',
          action: 'resync_subscription',
        },
      ];
    },
  },
  {
    kind: 'a price that we do not sell is on a subscription in Stripe',
    async inject(own) {
      const { data } = await may.stripe.subscriptions.list({ customer: own.stripeCustomerId });
      const price = await may.stripe.prices.create({
        currency: 'usd',
        unit_amount: 900,
        recurring: { interval: 'month' },
        product_data: { name: 'Extra' },
      });
      await may.stripe.subscriptions.update(data[0]?.id ?? '', {
        items: [{ price: price.id }],
        proration_behavior: 'none',
      });
      return [{ key: `subscription:${own.stripeSubscriptionId}`, cause: 'plan_mismatch', action: 'alert' }];
    },
  },
  {
    kind: 'the period of a subscription is changed here',
    async inject(own) {
      await mirrorOf(
        own,
        `UPDATE subscriptions SET current_period_end = current_period_end + interval '1 day' WHERE customer_id = $1`,
      );
      return [
        {
          key: `subscription:${own.stripeSubscriptionId}`,
          cause: 'edited_here',
          action: 'resync_subscription',
        },
      ];
    },
  },
  {
    kind: 'an item of a subscription is gone here',
    async inject(own) {
      await mirrorOf(
        own,
        `DELETE FROM subscription_items WHERE customer_id = $1 AND component = 'api_calls'`,
      );
      return [
        {
          key: `subscription:${own.stripeSubscriptionId}`,
          cause: 'edited_here',
          action: 'resync_subscription',
        },
      ];
    },
  },
  {
    kind: 'a customer is deleted in Stripe and nobody tells',
    async inject(own) {
      await may.stripe.customers.del(own.stripeCustomerId);
      return [
        { key: `customer:${own.stripeCustomerId}`, cause: 'edited_in_stripe', action: 'resync_customer' },
        {
          key: `subscription:${own.stripeSubscriptionId}`,
          cause: 'missed_webhook',
          action: 'resync_subscription',
        },
      ];
    },
  },
  {
    kind: 'a customer has another e-mail address in Stripe',
    async inject(own) {
      await may.stripe.customers.update(own.stripeCustomerId, { email: 'other@publisher.test' });
      return [{ key: `customer:${own.stripeCustomerId}`, cause: 'edited_in_stripe', action: 'alert' }];
    },
  },
  {
    kind: 'a customer has another name here',
    async inject(own) {
      await mirrorOf(own, `UPDATE customers SET name = 'Somebody else' WHERE id = $1`);
      return [{ key: `customer:${own.stripeCustomerId}`, cause: 'edited_here', action: 'resync_customer' }];
    },
  },
];

async function insertHour(
  own: Publisher,
  { metric, hour, status }: { metric: Metric; hour: string; status: 'pending' | 'failed' },
): Promise<void> {
  await ownerSql(
    `INSERT INTO usage_records (customer_id, metric, hour, quantity, reported_quantity, report_sequence,
       source_updated_at, updated_at)
     VALUES ($1, $2, $3, 8000, 8000, 1, $4, $4)`,
    [own.customerId, metric, hour, NOW.toISOString()],
  );
  await ownerSql(
    `INSERT INTO usage_outbox (identifier, customer_id, metric, hour, quantity_delta, status, send_before, run_after,
       created_at)
     VALUES ($1, $2, $3, $4, 8000, $5, '2026-06-15T00:50:00Z', '2026-05-15T12:30:00Z', '2026-05-15T12:00:00Z')`,
    [`${own.customerId}:${metric}:${Date.parse(hour) / 1_000}:1`, own.customerId, metric, hour, status],
  );
}

/** Everything of ours that the repair might touch, without the stamps of when it was written. */
async function booksOf(customerId: string) {
  const tables = ['customers', 'subscriptions', 'subscription_items', 'invoices', 'invoice_line_items'];
  const more = ['payments', 'refunds', 'usage_records', 'dunning_cases'];
  const books: Record<string, unknown> = {};
  for (const table of [...tables, ...more]) {
    const column = table === 'customers' ? 'id' : 'customer_id';
    const rows = await ownerSql<{ row: Record<string, unknown> }>(
      `SELECT to_jsonb(t) - 'updated_at' - 'mirrored_at' AS row FROM ${table} t WHERE ${column} = $1
       ORDER BY to_jsonb(t)::text`,
      [customerId],
    );
    books[table] = rows.map(({ row }) => row);
  }
  return books;
}

/** Everything of Stripe's; the meters apart, which a repair may move. */
async function stripeState(): Promise<string> {
  const { stripe } = may;
  const all = { limit: 100 };
  const lists = await Promise.all([
    stripe.customers.list(all).autoPagingToArray({ limit: 1_000 }),
    stripe.subscriptions.list({ ...all, status: 'all' }).autoPagingToArray({ limit: 1_000 }),
    stripe.invoices.list(all).autoPagingToArray({ limit: 1_000 }),
    stripe.charges.list(all).autoPagingToArray({ limit: 1_000 }),
    stripe.refunds.list(all).autoPagingToArray({ limit: 1_000 }),
    stripe.creditNotes.list(all).autoPagingToArray({ limit: 1_000 }),
  ]);
  return JSON.stringify(lists);
}

async function meterOf({ stripeCustomerId }: Publisher, metric: Metric, period: 1 | 2): Promise<bigint> {
  const [start, end] = period === 1 ? [FIRST_DAY, SECOND_PERIOD] : [SECOND_PERIOD, '2026-06-15'];
  const { data } = await may.stripe.billing.meters.listEventSummaries(meters.get(metric) ?? '', {
    customer: stripeCustomerId,
    start_time: Date.parse(start) / 1_000,
    end_time: Date.parse(end) / 1_000,
  });
  return data.reduce((sum, { aggregated_value: value }) => sum + BigInt(value), 0n);
}

const publishers: Publisher[] = [];
const bystanders: Publisher[] = [];
const expected: (Expected & { kind: string })[] = [];
const before = new Map<string, unknown>();
let stripeBefore: string;
let found: RunDetail;
let plan: RepairPlan;

beforeAll(async () => {
  await provisionCatalog(april);
  for (const { kind, withoutCard } of DRIFTS) publishers.push(await makePublisher(kind, withoutCard));
  for (const name of ['Receiver', 'Bystander', 'Onlooker']) bystanders.push(await makePublisher(name));
  const everybody = [...publishers, ...bystanders];
  await settle(april);
  await addUsage(everybody, FIRST_DAY, '2026-04-15T11:00:00.000Z');
  await runTestSync(april);
  await reportUsage(april);
  await advanceClock(new Date(NOW.getTime() - 5 * 60_000));
  await settle(may);
  await addUsage(everybody, SECOND_PERIOD, '2026-05-15T11:00:00.000Z');
  await runTestSync(may);
  await reportUsage(may);
  await letMetersCount();
  for (const { event_name: name, id } of (await may.stripe.billing.meters.list({ limit: 100 })).data) {
    meters.set(name, id);
  }
  await ownerSql(`UPDATE usage_outbox SET accepted_at = accepted_at - interval '1 hour'`);
}, 240_000);

it('before anything drifts there is nothing to find, in two periods of every meter and every object', async () => {
  const clean = await reconcileNow(may);
  expect(clean.differences.map(({ key, fields, cause }) => ({ key, fields, cause }))).toEqual([]);
  expect(clean.run.progress.compared).toBeGreaterThan((DRIFTS.length + 3) * 3 * 2);
}, 120_000);

describe(`${DRIFTS.length} kinds of drift, injected at once`, () => {
  beforeAll(async () => {
    const [receiver] = bystanders;
    if (receiver === undefined) throw new Error('no receiver');
    for (const own of [...publishers, ...bystanders])
      before.set(own.customerId, await booksOf(own.customerId));
    for (const [index, drift] of DRIFTS.entries()) {
      const own = publishers[index];
      if (own === undefined) continue;
      const made = await drift.inject(own, receiver);
      expected.push(...made.map((entry) => ({ ...entry, kind: drift.kind })));
      await newDeliveries();
    }
    await letMetersCount();
    stripeBefore = await stripeState();
    found = await reconcileNow(looking);
    plan = await planRepair(looking, { runId: found.run.id, pace: NO_PACE, now: LOOKED_AT });
  }, 240_000);

  it('finds each of them and nothing else', () => {
    expect(found.differences.map(({ key }) => key).sort()).toEqual(expected.map(({ key }) => key).sort());
  });

  it('names the likeliest cause of each', () => {
    const causes = new Map(found.differences.map(({ key, cause }) => [key, cause]));
    const told = expected.map(({ kind, key }) => ({ kind, key, cause: causes.get(key) }));
    expect(told).toEqual(expected.map(({ kind, key, cause }) => ({ kind, key, cause })));
  });

  it('plans for each what mends it, and leaves to a person what a person must decide', () => {
    const actions = new Map(plan.actions.map(({ differenceKey, action }) => [differenceKey, action.type]));
    const planned = expected.map(({ kind, key }) => ({ kind, key, action: actions.get(key) }));
    expect(planned).toEqual(expected.map(({ kind, key, action }) => ({ kind, key, action })));
  });

  it('knows what they cost: 200,000 units twice, beyond a million at 0.12 per thousand, is $24.00', () => {
    const row = found.differences.find(({ key }) => key === expected.find(isDuplicate)?.key);
    expect(row).toMatchObject({
      internal_value: '600000',
      stripe_value: '1200000',
      percentage_diff: '50.0000',
      amount_effect_minor: '-2400',
    });
    expect(1_200_000n - BILLED).toBe(200_000n);
  });

  it('plans the same again while nothing changes, with the same hash', async () => {
    const again = await planRepair(looking, { runId: found.run.id, pace: NO_PACE, now: LOOKED_AT });
    expect(again.planHash).toBe(plan.planHash);
  });

  it('refuses a plan when the world has changed since, and has done nothing', async () => {
    const [own] = publishers;
    if (own === undefined) throw new Error('no publisher');
    const audits = await ownerSql('SELECT count(*) FROM billing_audit');
    await meterEvent(own, { metric: 'impressions', value: 1n, at: hourOf(SECOND_PERIOD, 2) });
    await letMetersCount();
    const reason = 'The drill of the drift.';
    await expect(
      applyRepair(looking, {
        runId: found.run.id,
        planHash: plan.planHash,
        reason,
        pace: NO_PACE,
        now: LOOKED_AT,
      }),
    ).rejects.toMatchObject({ code: 'conflict' });
    expect(await ownerSql('SELECT count(*) FROM billing_audit')).toEqual(audits);
    expect(await ownerSql('SELECT count(*)::int AS n FROM reconciliation_actions')).toEqual([{ n: 0 }]);
  });

  it('applies the new plan once, however often and by however many it is asked', async () => {
    plan = await planRepair(looking, { runId: found.run.id, pace: NO_PACE, now: LOOKED_AT });
    const apply = () =>
      applyRepair(looking, {
        runId: found.run.id,
        planHash: plan.planHash,
        reason: 'The drill of the drift.',
        pace: NO_PACE,
        now: LOOKED_AT,
      });
    const done = { done: expected.length, failed: 0, left: 0 };
    expect(await apply()).toEqual(done);
    expect(await apply()).toEqual(done);
    const steps = await ownerSql<{ n: number }>(
      `SELECT count(*)::int AS n FROM billing_audit WHERE object_id = $1 AND after ->> 'difference' IS NOT NULL`,
      [found.run.id],
    );
    expect(steps).toEqual([{ n: expected.length }]);
    await runTestSync(later);
    await reportUsage(later);
    await letMetersCount();
  }, 120_000);

  it('has changed nothing in Stripe but the meters that were lower', async () => {
    expect(await stripeState()).toBe(stripeBefore);
  });

  it('has put every meter of an open period right that was too low, and moved no other', async () => {
    const wrong: unknown[] = [];
    for (const own of [...publishers, ...bystanders]) {
      for (const metric of ['impressions', 'api_calls', 'data_transfer_bytes'] as const) {
        const [ours] = await ownerSql<{ units: string }>(
          `SELECT coalesce(sum(billable_quantity), 0)::text AS units FROM usage_records
           WHERE customer_id = $1 AND metric = $2 AND hour >= $3`,
          [own.customerId, metric, SECOND_PERIOD],
        );
        const isDeleted =
          own.name.includes('deleted in Stripe and nobody') && own.name.startsWith('a customer');
        if (isDeleted) continue;
        const theirs = await meterOf(own, metric, 2);
        const isHigher = HIGHER.some((entry) => own.name === entry) && metric === 'impressions';
        if (isHigher ? theirs <= BigInt(ours?.units ?? 0) : String(theirs) !== ours?.units) {
          wrong.push({ name: own.name, metric, ours: ours?.units, theirs });
        }
      }
    }
    expect(wrong).toEqual([]);
  }, 60_000);

  it('has left the books of everybody else, and all of theirs that had not drifted, as they were', async () => {
    for (const own of bystanders) expect(await booksOf(own.customerId)).toEqual(before.get(own.customerId));
    const restored = DRIFTS.flatMap(({ kind }, index) =>
      RESTORED.some((entry) => kind === entry) ? [publishers[index]] : [],
    );
    expect(restored).toHaveLength(RESTORED.length);
    for (const own of restored) {
      if (own === undefined) continue;
      const [now, then] = [await booksOf(own.customerId), before.get(own.customerId)];
      expect(withoutIds(now), own.name).toEqual(withoutIds(then));
    }
  });

  it('finds nothing in a second run; what lies before a person is counted, not told again', async () => {
    const second = await reconcileNow(later);
    const open = second.differences.filter(({ acknowledged }) => !acknowledged);
    expect(open.map(({ key, cause, fields }) => ({ key, cause, fields }))).toEqual([]);
    const forAPerson = expected.filter(({ action }) => action === 'alert' || action === 'propose_credit');
    expect(second.run.acknowledged).toBe(forAPerson.length);
    const again = await planRepair(later, { runId: second.run.id, pace: NO_PACE, now: LATER });
    expect(again.actions).toEqual([]);
  }, 120_000);

  it('has proposed credits for a person to decide and given none', async () => {
    const cases = await ownerSql(
      `SELECT type, status, currency, amount_minor::text AS amount FROM reconciliation_cases
       WHERE type = 'propose_credit' ORDER BY amount_minor`,
    );
    expect(cases).toEqual([
      { type: 'propose_credit', status: 'open', currency: 'usd', amount: '2400' },
      { type: 'propose_credit', status: 'open', currency: 'usd', amount: '6000' },
    ]);
  });
});

/** The last trip before the plan is accepted has been made: somebody else is quicker. */
function overtaken(ctx: ServiceContext, { after, by }: { after: number; by: () => Promise<unknown> }) {
  let trips = 0;
  const batch: typeof ctx.db.batch = async (scope, build) => {
    trips += 1;
    if (trips === after + 1) await by();
    return ctx.db.batch(scope, build);
  };
  return { ctx: { ...ctx, db: { ...ctx.db, batch } }, trips: () => trips };
}

it('units lost once are put back once, also when two runs plan it and both plans are applied at the same time', async () => {
  const own = bystanders[1];
  if (own === undefined) throw new Error('no bystander');
  await cancelEvent(own, 'impressions', hourOf(SECOND_PERIOD, 2));
  await letMetersCount();
  const lost = await meterOf(own, 'impressions', 2);
  const planned = async () => {
    const { run } = await reconcileNow(later, { customerId: own.customerId });
    const counted = overtaken(later, { after: Number.POSITIVE_INFINITY, by: async () => undefined });
    const { planHash } = await planRepair(counted.ctx, { runId: run.id, pace: NO_PACE, now: LATER });
    const input = { runId: run.id, planHash, reason: 'Lost.', pace: NO_PACE, now: LATER };
    return { input, trips: counted.trips() };
  };
  const first = await planned();
  const second = await planned();
  const slow = overtaken(later, {
    after: second.trips + 1,
    by: () => applyRepair(later, first.input),
  });
  await expect(applyRepair(slow.ctx, second.input)).rejects.toMatchObject({ code: 'conflict' });
  await expect(applyRepair(later, second.input)).rejects.toMatchObject({ code: 'conflict' });
  await reportUsage(later);
  await letMetersCount();
  expect(await meterOf(own, 'impressions', 2)).toBe(lost + 300_000n);
  const repairs = await ownerSql(
    `SELECT split_part(identifier, ':repair:', 2) AS nth, quantity_delta::int AS units, status FROM usage_outbox
     WHERE customer_id = $1 AND identifier LIKE '%:repair:%'`,
    [own.customerId],
  );
  expect(repairs).toEqual([{ nth: '0', units: 300_000, status: 'accepted' }]);
}, 120_000);

function isDuplicate({ cause }: Expected): boolean {
  return cause === 'duplicate';
}

/** Where Stripe counts more than we do, which is never corrected. */
const HIGHER = [
  'units from nowhere are on the meter, within what is included',
  'every event of the day is counted twice, beyond what is included',
  'units from nowhere cost the customer money',
  'Receiver',
];

/** Drifts of our own books: once mended they are as they were. */
const RESTORED = [
  'an invoice is gone here',
  'the total of an issued invoice is changed here',
  'a line of an issued invoice is gone here',
  'an open invoice is called paid here',
  'a payment is gone here',
  'a payment that succeeded is called failed here',
  'the amount of a payment is changed here',
  'a subscription has another plan here',
  'the period of a subscription is changed here',
  'an item of a subscription is gone here',
  'a customer has another name here',
];

/** What was deleted comes back under ids of its own, and so in another order. */
function withoutIds(books: unknown): unknown {
  const rows = JSON.parse(
    JSON.stringify(books, (key, value) =>
      ['id', 'invoice_id', 'payment_id'].includes(key) ? undefined : value,
    ),
  ) as Record<string, unknown[]>;
  const text = (row: unknown) => JSON.stringify(row);
  return Object.fromEntries(Object.entries(rows).map(([table, list]) => [table, list.map(text).sort()]));
}
