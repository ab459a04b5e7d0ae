import { expect } from 'vitest';
import type { SettledAs } from '../../app/domain/adjustments/settled-as.ts';
import type { Metric } from '../../app/domain/metric.ts';
import { planAdjustments } from '../../app/services/adjustments/plan-adjustments.ts';
import { settleByHand } from '../../app/services/adjustments/settle-by-hand.ts';
import { provisionCatalog } from '../../app/services/catalog/provision-catalog.ts';
import type { ServiceContext } from '../../app/services/context.ts';
import { type CreatedCustomer, createCustomer } from '../../app/services/customers/create-customer.ts';
import { simulatePlans } from '../../app/services/plans/simulate-plans.ts';
import { explainCharge } from '../../app/services/usage/explain/explain-charge.ts';
import { getUsageOverview } from '../../app/services/usage/get-usage-overview.ts';
import { reportUsage } from '../../app/services/usage/report/report-usage.ts';
import { settleWebhooks } from './deliver-webhooks.ts';
import { runTestSync, setReplicaRows } from './usage.ts';
import { advanceClock, ownerSql, staffActor, testContext } from './workers.ts';

/** Everybody's first period is 15 April to 15 May; Starter includes 1 M impressions, then $0.12 a thousand. */
export const REPORTED = new Date('2026-04-16T00:05:00.000Z');
export const CLOSED = new Date('2026-05-15T02:10:00.000Z');
export const NEXT_CLOSED = new Date('2026-06-15T02:10:00.000Z');
const HOUR_MS = 3_600_000;

let now = CLOSED;
const publishers = new Map<string, CreatedCustomer>();

/** The system, now. */
export function at(): ServiceContext {
  return testContext({ now });
}

export function admin() {
  return testContext({ now, actor: staffActor('admin') });
}

export function reader() {
  return testContext({ now, actor: staffActor('readonly') });
}

export function of(name: string): CreatedCustomer {
  const found = publishers.get(name);
  if (found === undefined) throw new Error(`no publisher ${name}`);
  return found;
}

async function addPublisher(name: string): Promise<void> {
  const created = await createCustomer(testContext(), {
    email: `${name}@publisher.test`,
    name,
    planId: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
    paymentMethod: 'pm_card_visa',
  });
  publishers.set(name, created);
}

/**
 * Publishers of Starter whose first period is over and invoiced: each with 1.5 M impressions or what `impressions` says,
 * reported in time. `beforeClose` happens in that period, once they are.
 */
export async function closeFirstPeriod(
  names: readonly string[],
  {
    impressions = {},
    beforeClose = async () => undefined,
  }: { impressions?: Readonly<Record<string, number>>; beforeClose?: () => Promise<void> } = {},
): Promise<void> {
  await provisionCatalog(testContext());
  for (const name of names) await addPublisher(name);
  now = REPORTED;
  for (const name of names) {
    await setHours(name, [['2026-04-15T12:00:00Z', impressions[name] ?? 1_500_000]]);
  }
  await runTestSync(at());
  await reportUsage(at());
  await beforeClose();
  await goTo(CLOSED);
}

/** The world and its webhooks as of then. */
export async function goTo(instant: Date): Promise<void> {
  now = instant;
  await advanceClock(now);
  await settleWebhooks(at());
}

/** Time for us alone: nothing is renewed and nothing delivered. */
export function waitHours(hours: number): void {
  now = new Date(now.getTime() + hours * HOUR_MS);
}

export type Hour = readonly [hour: string, quantity: number, metric?: Metric];

export async function setHours(name: string, hours: readonly Hour[]): Promise<void> {
  const { customerId } = of(name);
  const updatedAt = new Date(now.getTime() - 60_000).toISOString();
  await setReplicaRows(
    hours.map(([hour, quantity, metric = 'impressions']) => ({
      customerId,
      metric,
      hour,
      quantity,
      updatedAt,
    })),
  );
}

/** An hour passes, then the replica is read. */
export async function sync(): Promise<void> {
  waitHours(1);
  await runTestSync(at());
}

/** The hour that everybody was billed for comes to so much after all. */
export async function correctTo(name: string, quantity: number) {
  await setHours(name, [['2026-04-15T12:00:00Z', quantity]]);
  await sync();
  return planAdjustments(at());
}

/** Two trips give hours back to later subscriptions; the third one reads what is to be decided. */
const READING_TRIP = 3;

/** A run that plans, while something happens after it has read what it decides. */
export function planWhile(ctx: ServiceContext, happens: () => Promise<unknown>) {
  let trips = 0;
  const batch: typeof ctx.db.batch = async (scope, build) => {
    trips += 1;
    const isReading = trips === READING_TRIP;
    const found = await ctx.db.batch(scope, build);
    if (isReading) await happens();
    return found;
  };
  return planAdjustments({ ...ctx, db: { ...ctx.db, batch } });
}

/** What no rule could settle, a person does. */
export async function settleOpen(name: string, settledAs: SettledAs, reason: string): Promise<void> {
  const [{ id } = { id: '' }] = await ownerSql<{ id: string }>(
    `SELECT id FROM period_adjustments
     WHERE customer_id = $1 AND status IN ('failed', 'unbillable') AND closed_at IS NULL`,
    [of(name).customerId],
  );
  await settleByHand(admin(), { id, settledAs, keyword: 'settled', reason });
}

export function adjustmentsOf(name: string) {
  return ownerSql(
    `SELECT a.kind, a.sequence, a.quantity_delta::int AS units, a.uncapped_minor::int AS uncapped,
       a.amount_minor::int AS amount, a.status, a.reason, a.description
     FROM period_adjustments a WHERE a.customer_id = $1 ORDER BY a.created_at, a.sequence`,
    [of(name).customerId],
  );
}

export async function explanationOf(name: string, order: 'ASC' | 'DESC' = 'ASC') {
  const [row] = await ownerSql<{ explanation: object }>(
    `SELECT explanation FROM period_adjustments WHERE customer_id = $1 ORDER BY created_at ${order} LIMIT 1`,
    [of(name).customerId],
  );
  return row?.explanation;
}

export async function itemsOf(name: string) {
  const { data } = await at().stripe.invoiceItems.list({ customer: of(name).stripeCustomerId, limit: 100 });
  return data.map(({ amount, description }) => ({ amount, description }));
}

/** Newest first. */
export async function renewalsOf(name: string) {
  const { data } = await at().stripe.invoices.list({ customer: of(name).stripeCustomerId, limit: 100 });
  return data.filter(({ billing_reason: reason }) => reason === 'subscription_cycle');
}

export async function balanceOf(name: string) {
  const customer = await at().stripe.customers.retrieve(of(name).stripeCustomerId);
  return customer.deleted ? null : customer.balance;
}

/** The line that billed the first period's 500,000 impressions beyond the plan. */
export async function usageLineOf(name: string): Promise<{ invoice: string; line: string }> {
  const invoice = (await renewalsOf(name)).at(-1);
  const line = invoice?.lines.data.find(({ amount }) => amount === 6_000);
  if (invoice === undefined || line === undefined) throw new Error('no line of $60.00');
  return { invoice: invoice.id, line: line.id };
}

/** What staff does in Stripe's dashboard, to the balance of a customer that has paid. */
export async function creditByHand(name: string, amount: number): Promise<void> {
  const { invoice, line } = await usageLineOf(name);
  await at().stripe.creditNotes.create({
    invoice,
    lines: [{ type: 'invoice_line_item', invoice_line_item: line, amount }],
    credit_amount: amount,
  });
}

/** A line of its own, which names none of the invoice's. */
export async function creditInWords(invoice: string, amount: number): Promise<void> {
  await at().stripe.creditNotes.create({
    invoice,
    lines: [{ type: 'custom_line_item', description: 'Wrong impressions', quantity: 1, unit_amount: amount }],
    credit_amount: amount,
  });
}

/** Where what came late to the first period's impressions stands, as each surface tells it. */
export async function tellings(name: string) {
  const { customerId } = of(name);
  const explained = await explainCharge(reader(), { customerId, metric: 'impressions', at: REPORTED });
  const simulated = await simulatePlans(reader(), { customerId, periods: 12 });
  const page = await getUsageOverview(reader(), { customerId, at: REPORTED });
  const first = simulated.periods.find(({ start }) => start < REPORTED);
  expect(page.buckets?.impressions).toEqual(explained.buckets);
  return {
    explain: explained.late.map(({ state }) => state),
    whatIf: first?.settledLater.map(({ state }) => state),
    page: page.later.map(({ state }) => state),
    buckets: explained.buckets,
  };
}
