import { beforeAll, describe, expect, test } from 'vitest';
import { settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import { runTestSync, setReplicaRows } from '../../../dev/testing/usage.ts';
import { advanceClock, ownerSql, staffActor, testContext } from '../../../dev/testing/workers.ts';
import type { Metric } from '../../domain/metric.ts';
import { money } from '../../domain/money.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import type { ServiceContext } from '../context.ts';
import { type CreatedCustomer, createCustomer } from '../customers/create-customer.ts';
import { mirrorObject } from '../mirror/mirror-object.ts';
import { simulatePlans } from '../plans/simulate-plans.ts';
import { explainCharge } from '../usage/explain/explain-charge.ts';
import { getUsageOverview } from '../usage/get-usage-overview.ts';
import { reportUsage } from '../usage/report-usage.ts';
import { issueAdjustments } from './issue-adjustments.ts';
import { planAdjustments } from './plan-adjustments.ts';
import { settleByHand } from './settle-by-hand.ts';

/** Everybody's first period is 15 April to 15 May; Starter includes 1 M impressions, then $0.12 a thousand. */
const REPORTED = new Date('2026-04-16T00:05:00.000Z');
const CLOSED = new Date('2026-05-15T02:10:00.000Z');
const HOUR_MS = 3_600_000;

let now = CLOSED;
let firstIn: CreatedCustomer;
const publishers = new Map<string, CreatedCustomer>();

function at(instant = now): ServiceContext {
  return testContext({ now: instant });
}

async function publisher(name: string): Promise<CreatedCustomer> {
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
  return created;
}

function of(name: string): CreatedCustomer {
  const found = publishers.get(name);
  if (found === undefined) throw new Error(`no publisher ${name}`);
  return found;
}

type Hour = readonly [hour: string, quantity: number, metric?: Metric];

async function setHours(name: string, hours: readonly Hour[]) {
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
async function sync() {
  now = new Date(now.getTime() + HOUR_MS);
  await runTestSync(at());
}

async function adjustmentsOf(name: string) {
  return ownerSql(
    `SELECT a.kind, a.sequence, a.quantity_delta::int AS units, a.uncapped_minor::int AS uncapped,
       a.amount_minor::int AS amount, a.status, a.reason
     FROM period_adjustments a WHERE a.customer_id = $1 ORDER BY a.created_at, a.sequence`,
    [of(name).customerId],
  );
}

async function explanationOf(name: string, order: 'ASC' | 'DESC' = 'ASC') {
  const [row] = await ownerSql<{ explanation: object }>(
    `SELECT explanation FROM period_adjustments WHERE customer_id = $1 ORDER BY created_at ${order} LIMIT 1`,
    [of(name).customerId],
  );
  return row?.explanation;
}

async function itemsOf(name: string) {
  const { data } = await at().stripe.invoiceItems.list({ customer: of(name).stripeCustomerId, limit: 100 });
  return data.map(({ amount, description }) => ({ amount, description }));
}

async function invoiceOf(name: string) {
  const { data } = await at().stripe.invoices.list({ customer: of(name).stripeCustomerId, limit: 100 });
  const renewal = data.find(({ billing_reason: reason }) => reason === 'subscription_cycle');
  if (renewal === undefined) throw new Error('no renewal yet');
  return renewal;
}

function reader() {
  return testContext({ now, actor: staffActor('readonly') });
}

/** Where what came late to the first period's impressions stands, as each surface tells it. */
async function tellings(name: string) {
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

async function balanceOf(name: string) {
  const customer = await at().stripe.customers.retrieve(of(name).stripeCustomerId);
  return customer.deleted ? null : customer.balance;
}

/** The settling batch of a run never reaches the database. */
function killedWhileSettling(ctx: ServiceContext): ServiceContext {
  let batches = 0;
  const batch: typeof ctx.db.batch = (scope, build) => {
    batches += 1;
    if (batches === 2) throw new Error('killed');
    return ctx.db.batch(scope, build);
  };
  return { ...ctx, db: { ...ctx.db, batch } };
}

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

const NAMES = [
  'late',
  'corrected',
  'killed',
  'small',
  'both',
  'leaving',
  'early',
  'voided',
  'free',
  'repaired',
  'refused',
  'byHand',
  'unnamed',
  'custom',
  'reversed',
  'goodwill',
  'twice',
  'worded',
  'overtaken',
  'alike',
  'known',
  'elsewhere',
  'lost',
  'outside',
  'during',
  'unpaid',
  'meanwhile',
  'unrecorded',
];

async function usageLineOf(name: string): Promise<{ invoice: string; line: string }> {
  const { id, lines } = await invoiceOf(name);
  const line = lines.data.find(({ amount }) => amount === 6_000);
  if (line === undefined) throw new Error('no line of $60.00');
  return { invoice: id, line: line.id };
}

/** What staff does in Stripe's dashboard, to the balance of a customer that has paid. */
async function creditByHand(name: string, amount: number) {
  const { invoice, line } = await usageLineOf(name);
  await at().stripe.creditNotes.create({
    invoice,
    lines: [{ type: 'invoice_line_item', invoice_line_item: line, amount }],
    credit_amount: amount,
  });
}

/** A line of its own, which names none of the invoice's. */
async function creditInWords(invoice: string, amount: number) {
  await at().stripe.creditNotes.create({
    invoice,
    lines: [{ type: 'custom_line_item', description: 'Wrong impressions', quantity: 1, unit_amount: amount }],
    credit_amount: amount,
  });
}

async function correctTo(name: string, quantity: number) {
  await setHours(name, [['2026-04-15T12:00:00Z', quantity]]);
  await sync();
  return planAdjustments(at());
}

/** What a person lets be. */
async function waive(name: string) {
  const [{ id } = { id: '' }] = await ownerSql<{ id: string }>(
    `SELECT id FROM period_adjustments WHERE customer_id = $1 AND status IN ('failed', 'unbillable')`,
    [of(name).customerId],
  );
  const admin = testContext({ now, actor: staffActor('admin') });
  await settleByHand(admin, {
    id,
    settledAs: 'waived',
    keyword: 'settled',
    reason: 'A gesture of goodwill.',
  });
}

async function alertsOf(name: string) {
  return ownerSql(
    `SELECT payload ->> 'text' AS text FROM notifications
     WHERE kind = 'adjustment.needs_decision' AND channel = 'in_app' AND payload ->> 'title' LIKE $1 ORDER BY created_at`,
    [`${name}:%`],
  );
}

beforeAll(async () => {
  await provisionCatalog(testContext());
  for (const name of NAMES) await publisher(name);
  firstIn = of('late');
  now = REPORTED;
  for (const name of NAMES) {
    await setHours(name, [['2026-04-15T12:00:00Z', name === 'free' ? 200_000 : 1_500_000]]);
  }
  await runTestSync(at());
  await reportUsage(at());
  for (const name of ['repaired', 'refused']) await loseAndRepair(name);
  await reportUsage(at());
  await advanceClock(CLOSED);
  now = CLOSED;
  await settleWebhooks(at());
});

test('nothing late is nothing to settle', async () => {
  expect(await planAdjustments(at())).toEqual({ planned: 0, waiting: 0, problems: [] });
  expect(await issueAdjustments(at())).toEqual({ issued: 0, retried: 0, failed: [], moreDue: false });
});

test('1 M impressions late after 1.5 M billed: $120.00 on the next invoice, told with period, units and rule', async () => {
  await setHours('late', [['2026-04-20T08:00:00Z', 1_000_000]]);
  await sync();
  expect(await planAdjustments(at())).toMatchObject({ planned: 1, problems: [] });
  expect(await issueAdjustments(at())).toMatchObject({ issued: 1, failed: [] });
  const description =
    'Late usage for 15 April – 14 May 2026: 1,000,000 impressions, rated in that period’s tiers';
  expect(await itemsOf('late')).toEqual([{ amount: 12_000, description }]);
  expect(await adjustmentsOf('late')).toEqual([
    {
      kind: 'late_usage',
      sequence: 1,
      units: 1_000_000,
      uncapped: 12_000,
      amount: 12_000,
      status: 'issued',
      reason: null,
    },
  ]);
});

test('explain, what-if and the page say the same: 1.5 M on the invoice, 1 M not on an invoice yet', async () => {
  expect(await tellings('late')).toEqual({
    explain: ['awaits_invoice'],
    whatIf: ['awaits_invoice'],
    page: ['awaits_invoice'],
    buckets: [
      { name: 'invoiced', units: 1_500_000n },
      { name: 'awaits_invoice', units: 1_000_000n },
    ],
  });
  const next = await getUsageOverview(reader(), of('late'));
  expect(next.nextInvoice?.late).toEqual(money(12_000n, 'usd'));
});

test('its explanation has both ratings tier by tier, and its decision and its making are on the trail', async () => {
  const [row] = await ownerSql<{ id: string; explanation: object }>(
    'SELECT id, explanation FROM period_adjustments WHERE customer_id = $1',
    [firstIn.customerId],
  );
  expect(row?.explanation).toMatchObject({
    acceptedQuantity: '1500000',
    lateQuantity: '1000000',
    billed: { invoiceMinor: '6000', adjustedMinor: '0' },
    differenceMinor: '12000',
    after: {
      quantity: '2500000',
      totalMinor: '18000',
      lines: [
        { units: '1000000', unitAmountDecimal: '0', amountMinor: '0' },
        { units: '1500000', unitAmountDecimal: '0.012', amountMinor: '18000' },
      ],
    },
  });
  const trail = await ownerSql('SELECT action FROM billing_audit WHERE object_id = $1 ORDER BY id', [
    row?.id,
  ]);
  expect(trail).toEqual([{ action: 'adjustment.planned' }, { action: 'adjustment.issued' }]);
});

test('running it again changes nothing, also two at once', async () => {
  await Promise.all([planAdjustments(at()), planAdjustments(at())]);
  await Promise.all([issueAdjustments(at()), issueAdjustments(at())]);
  expect(await itemsOf('late')).toHaveLength(1);
  expect(await adjustmentsOf('late')).toHaveLength(1);
});

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

test('two planners at once decide a difference once', async () => {
  await setHours('late', [['2026-04-20T09:00:00Z', 100_000]]);
  await sync();
  const plans = await Promise.all([planAdjustments(at()), planAdjustments(at())]);
  expect(plans.reduce((sum, { planned }) => sum + planned, 0)).toBe(1);
  await issueAdjustments(at());
  expect((await itemsOf('late')).map(({ amount }) => amount)).toEqual([1_200, 12_000]);
});

test('1.5 M corrected to 1.2 M after payment: a credit note of $36.00 to the balance, mirrored with its invoice', async () => {
  await setHours('corrected', [['2026-04-15T12:00:00Z', 1_200_000]]);
  await sync();
  await planAdjustments(at());
  expect(await issueAdjustments(at())).toMatchObject({ issued: 1, failed: [] });
  expect(await balanceOf('corrected')).toBe(-3_600);
  await settleWebhooks(at());
  const notes = await ownerSql(
    `SELECT c.amount_minor::int AS amount, c.post_payment_minor::int AS paid, c.memo, a.kind
     FROM credit_notes c JOIN period_adjustments a ON a.id = c.adjustment_id
     WHERE c.customer_id = $1 AND a.stripe_object_id = c.stripe_credit_note_id`,
    [of('corrected').customerId],
  );
  expect(notes).toEqual([
    {
      amount: 3_600,
      paid: 3_600,
      kind: 'late_credit',
      memo: 'Correction of usage for 15 April – 14 May 2026: −300,000 impressions, rated in that period’s tiers',
    },
  ]);
});

test('removing the rest gives back the other $24.00 and not a cent beyond the $60.00 that were billed', async () => {
  await setHours('corrected', [['2026-04-15T12:00:00Z', 0]]);
  await sync();
  await planAdjustments(at());
  await issueAdjustments(at());
  expect(await balanceOf('corrected')).toBe(-6_000);
  expect(await adjustmentsOf('corrected')).toMatchObject([
    { units: -300_000, amount: -3_600 },
    { units: -1_200_000, amount: -2_400, reason: null },
  ]);
});

test('of $60.00 a person gave back $20.00: a correction of $36.00 gives back $16.00, all of it the last $24.00', async () => {
  await creditByHand('byHand', 2_000);
  await settleWebhooks(at());
  await setHours('byHand', [['2026-04-15T12:00:00Z', 1_200_000]]);
  await sync();
  await planAdjustments(at());
  await issueAdjustments(at());
  expect(await balanceOf('byHand')).toBe(-3_600);
  await setHours('byHand', [['2026-04-15T12:00:00Z', 0]]);
  await sync();
  await planAdjustments(at());
  expect(await issueAdjustments(at())).toMatchObject({ issued: 1, failed: [] });
  expect(await balanceOf('byHand')).toBe(-6_000);
  expect(await adjustmentsOf('byHand')).toMatchObject([
    { units: -300_000, uncapped: -1_600, amount: -1_600, status: 'issued', reason: null },
    { units: -1_200_000, uncapped: -2_400, amount: -2_400, status: 'issued', reason: null },
  ]);
  expect(await explanationOf('byHand')).toMatchObject({
    differenceMinor: '-3600',
    creditedByHand: { ofTheseLinesMinor: '2000', unnamedMinor: '0' },
  });
});

test('a person gave back $30.00 in words before the correction of $30.00 came: it waits, and no money moves', async () => {
  const { invoice } = await usageLineOf('custom');
  await creditInWords(invoice, 3_000);
  await settleWebhooks(at());
  expect(await correctTo('custom', 1_250_000)).toMatchObject({ planned: 1 });
  expect(await issueAdjustments(at())).toMatchObject({ issued: 0, failed: [] });
  expect(await balanceOf('custom')).toBe(-3_000);
  expect(await adjustmentsOf('custom')).toMatchObject([
    { uncapped: -3_000, amount: 0, status: 'unbillable', reason: 'credited_by_hand' },
  ]);
  expect(await alertsOf('custom')).toEqual([
    { text: expect.stringMatching(/nothing is made until a person has seen.*Left open: -\$30\.00\.$/) },
  ]);
  expect(await tellings('custom')).toMatchObject({ explain: ['undecided'], page: ['undecided'] });
});

test('of $60.00 a person gave back $20.00: corrected to $36.00 and back to $48.00 ends where $48.00 ends straight', async () => {
  await creditByHand('reversed', 2_000);
  await settleWebhooks(at());
  await correctTo('reversed', 1_300_000);
  expect(await issueAdjustments(at())).toMatchObject({ issued: 1 });
  expect(await balanceOf('reversed')).toBe(-2_000 - 400);
  await correctTo('reversed', 1_400_000);
  expect(await issueAdjustments(at())).toMatchObject({ issued: 1 });
  expect(await itemsOf('reversed')).toEqual([
    {
      amount: 400,
      description:
        'Late usage for 15 April – 14 May 2026: 100,000 impressions, rated in that period’s tiers, $8.00 of it credited before and not billed again',
    },
  ]);
  expect(await adjustmentsOf('reversed')).toMatchObject([
    { units: -200_000, amount: -400, status: 'issued' },
    { units: 100_000, amount: 400, status: 'issued' },
  ]);
});

test('what a person gives back after a correction of ours is neither counted nor billed: the next correction waits', async () => {
  await correctTo('goodwill', 1_400_000);
  await issueAdjustments(at());
  now = new Date(now.getTime() + HOUR_MS);
  await advanceClock(now);
  await creditByHand('goodwill', 1_000);
  await settleWebhooks(at());
  await correctTo('goodwill', 1_450_000);
  await issueAdjustments(at());
  await correctTo('goodwill', 1_425_000);
  expect(await issueAdjustments(at())).toMatchObject({ issued: 0 });
  expect(await balanceOf('goodwill')).toBe(-1_200 - 1_000);
  expect(await adjustmentsOf('goodwill')).toMatchObject([
    { amount: -1_200, status: 'issued' },
    { amount: 600, status: 'issued' },
    { uncapped: -300, amount: 0, status: 'unbillable', reason: 'credited_by_hand' },
  ]);
});

test('a run that has no requests left leaves the rest to a later one', async () => {
  await setHours('reversed', [['2026-04-15T12:00:00Z', 1_600_000]]);
  expect(await correctTo('goodwill', 1_500_000)).toMatchObject({ planned: 2 });
  expect(await issueAdjustments(at(), { mostRequests: 2 })).toMatchObject({ issued: 1, moreDue: true });
  now = new Date(now.getTime() + HOUR_MS);
  expect(await issueAdjustments(at())).toMatchObject({ issued: 1, moreDue: false });
  expect((await adjustmentsOf('reversed')).at(-1)).toMatchObject({ amount: 1_200, status: 'issued' });
});

test('what a person gave back without naming a line is taken from the flat fee first: $99.00, then $21.00 of usage, and waits', async () => {
  const { invoice } = await usageLineOf('unnamed');
  await at().stripe.creditNotes.create({ invoice, amount: 12_000, credit_amount: 12_000 });
  await settleWebhooks(at());
  await setHours('unnamed', [['2026-04-15T12:00:00Z', 0]]);
  await sync();
  await planAdjustments(at());
  expect(await issueAdjustments(at())).toMatchObject({ issued: 0, failed: [] });
  expect(await balanceOf('unnamed')).toBe(-12_000);
  expect(await adjustmentsOf('unnamed')).toMatchObject([
    { uncapped: -6_000, amount: 0, status: 'unbillable', reason: 'credited_by_hand' },
  ]);
});

test('a credit that a person makes between decision and issue: ours fails, nothing beyond $60.00 is given, staff is told', async () => {
  await setHours('overtaken', [['2026-04-15T12:00:00Z', 0]]);
  await sync();
  await planAdjustments(at());
  await creditByHand('overtaken', 100);
  const error =
    /\$60\.00 are still to be given back: \$60\.00 by “.*”, which has \$59\.00 left\. Somebody gave back the rest by hand meanwhile\./;
  const { failed } = await issueAdjustments(at());
  expect(failed).toEqual([expect.stringMatching(error)]);
  expect(await balanceOf('overtaken')).toBe(-100);
  expect(await adjustmentsOf('overtaken')).toMatchObject([{ amount: -6_000, status: 'failed' }]);
  expect(await issueAdjustments(at())).toMatchObject({ issued: 0, failed: [] });
  const told = await ownerSql(
    `SELECT channel FROM notifications WHERE kind = 'adjustment.failed' AND payload ->> 'text' LIKE '%$59.00 left%' ORDER BY 1`,
  );
  expect(told).toEqual([{ channel: 'in_app' }, { channel: 'slack' }]);
});

test('$20.00 by hand between decision and issue refuse ours of $30.00 although the line has $40.00 left: both are told', async () => {
  await correctTo('alike', 1_250_000);
  await creditByHand('alike', 2_000);
  const error =
    /\$30\.00 are still to be given back: \$30\.00 by “.*”, which has \$40\.00 left\. Of “.*” somebody had given back \$0\.00 when this was decided, and by now \$20\.00, perhaps for the same usage\./;
  expect((await issueAdjustments(at())).failed).toEqual([expect.stringMatching(error)]);
  expect(await balanceOf('alike')).toBe(-2_000);
  expect(await adjustmentsOf('alike')).toMatchObject([{ amount: -3_000, status: 'failed' }]);
});

test('the $30.00 settled by hand instead are never given back: the next correction of $6.00 comes to $6.00 alone', async () => {
  await settleWebhooks(at());
  const [{ id } = { id: '' }] = await ownerSql<{ id: string }>(
    `SELECT id FROM period_adjustments WHERE customer_id = $1 AND status = 'failed'`,
    [of('alike').customerId],
  );
  const admin = testContext({ now, actor: staffActor('admin') });
  await settleByHand(admin, {
    id,
    settledAs: 'outside',
    keyword: 'settled',
    reason: 'Their $20.00, and $10.00 to the balance.',
  });
  await correctTo('alike', 1_200_000);
  await issueAdjustments(at());
  expect(await adjustmentsOf('alike')).toMatchObject([
    { amount: -3_000, status: 'failed' },
    { units: -50_000, uncapped: -600, amount: 0, status: 'unbillable', reason: 'credited_by_hand' },
  ]);
  expect(await balanceOf('alike')).toBe(-2_000);
  expect(await tellings('alike')).toMatchObject({ explain: ['by_hand', 'undecided'] });
});

test('settled outside of Stripe it is in the books as well: up again to $48.00, $12.00 are billed', async () => {
  await correctTo('outside', 1_300_000);
  const [{ id } = { id: '' }] = await ownerSql<{ id: string }>(
    `UPDATE period_adjustments SET status = 'failed' WHERE customer_id = $1 RETURNING id`,
    [of('outside').customerId],
  );
  const admin = testContext({ now, actor: staffActor('admin') });
  await settleByHand(admin, {
    id,
    settledAs: 'outside',
    keyword: 'settled',
    reason: 'Paid out by the bank.',
  });
  await correctTo('outside', 1_250_000);
  await correctTo('outside', 1_400_000);
  expect(await adjustmentsOf('outside')).toMatchObject([
    { uncapped: -2_400, status: 'failed' },
    { uncapped: -600, amount: -600, status: 'planned' },
    { uncapped: 1_800, amount: 1_800, status: 'planned' },
  ]);
  await issueAdjustments(at());
});

test('what is settled while a run plans is not decided on what the run has read', async () => {
  await correctTo('during', 1_250_000);
  const [{ id } = { id: '' }] = await ownerSql<{ id: string }>(
    `UPDATE period_adjustments SET status = 'failed' WHERE customer_id = $1 RETURNING id`,
    [of('during').customerId],
  );
  await setHours('during', [['2026-04-15T12:00:00Z', 1_200_000]]);
  await sync();
  const ctx = at();
  let batches = 0;
  const batch: typeof ctx.db.batch = async (scope, build) => {
    batches += 1;
    const isReading = batches === 1;
    const found = await ctx.db.batch(scope, build);
    const admin = testContext({ now, actor: staffActor('admin') });
    if (isReading)
      await settleByHand(admin, { id, settledAs: 'outside', keyword: 'settled', reason: 'By the bank.' });
    return found;
  };
  await planAdjustments({ ...ctx, db: { ...ctx.db, batch } });
  expect(await adjustmentsOf('during')).toHaveLength(1);
  expect(await planAdjustments(at())).toMatchObject({ planned: 1 });
  expect((await adjustmentsOf('during')).at(-1)).toMatchObject({ uncapped: -600, amount: -600 });
  await issueAdjustments(at());
});

test('what was known at the decision refuses nothing: $20.00 by hand before, and the other $10.00 are given', async () => {
  await creditByHand('known', 2_000);
  await settleWebhooks(at());
  await correctTo('known', 1_250_000);
  expect(await issueAdjustments(at())).toMatchObject({ issued: 1, failed: [] });
  expect(await balanceOf('known')).toBe(-3_000);
});

test('a note that names an adjustment of which we know nothing is not ours, as after a restore', async () => {
  const { invoice, line } = await usageLineOf('lost');
  await correctTo('lost', 1_250_000);
  await at().stripe.creditNotes.create({
    invoice,
    lines: [{ type: 'invoice_line_item', invoice_line_item: line, amount: 3_000 }],
    credit_amount: 3_000,
    metadata: { adjustment_id: '6b1f4a1e-3f0c-4a6e-9d51-8a2f7c0d9e11' },
  });
  expect((await issueAdjustments(at())).failed).toEqual([expect.stringContaining('by now $30.00')]);
  expect(await balanceOf('lost')).toBe(-3_000);
});

test('a credit that we decide and give while a run gives another is ours: both are given', async () => {
  const { invoice, line } = await usageLineOf('meanwhile');
  await correctTo('meanwhile', 1_400_000);
  const ctx = at();
  let batches = 0;
  const batch: typeof ctx.db.batch = async (scope, build) => {
    batches += 1;
    const isClaim = batches === 1;
    const found = await ctx.db.batch(scope, build);
    if (isClaim) {
      const [{ id } = { id: '' }] = await ownerSql<{ id: string }>(
        `INSERT INTO period_adjustments (id, customer_id, subscription_id, kind, component, period_start, period_end,
           sequence, quantity_delta, uncapped_minor, amount_minor, currency, description, explanation, allocations,
           status, invoice_id, run_after, created_at)
         SELECT gen_random_uuid(), customer_id, subscription_id, kind, component, period_start, period_end,
           sequence + 1, 0, -500, -500, currency, 'By a case', '{}', '[]', 'planned', invoice_id, '2027-01-01', created_at
         FROM period_adjustments WHERE customer_id = $1 RETURNING id`,
        [of('meanwhile').customerId],
      );
      await at().stripe.creditNotes.create({
        invoice,
        lines: [{ type: 'invoice_line_item', invoice_line_item: line, amount: 500 }],
        credit_amount: 500,
        metadata: { adjustment_id: id },
      });
    }
    return found;
  };
  expect(await issueAdjustments({ ...ctx, db: { ...ctx.db, batch } })).toMatchObject({
    issued: 1,
    failed: [],
  });
  expect(await balanceOf('meanwhile')).toBe(-1_200 - 500);
});

test('a credit of which nobody recorded what was given back before is judged by what is left alone', async () => {
  await creditByHand('unrecorded', 2_000);
  await settleWebhooks(at());
  await correctTo('unrecorded', 1_250_000);
  await ownerSql('UPDATE period_adjustments SET known_credits = NULL WHERE customer_id = $1', [
    of('unrecorded').customerId,
  ]);
  expect(await issueAdjustments(at())).toMatchObject({ issued: 1, failed: [] });
  expect(await balanceOf('unrecorded')).toBe(-3_000);
});

test('a run killed between Stripe’s effect and our write makes nothing twice, a day later either', async () => {
  await setHours('killed', [['2026-04-20T08:00:00Z', 250_000]]);
  await sync();
  await planAdjustments(at());
  await expect(issueAdjustments(killedWhileSettling(at()))).rejects.toThrow('killed');
  expect(await itemsOf('killed')).toHaveLength(1);
  expect(await issueAdjustments(at())).toMatchObject({ issued: 0 });
  now = new Date(now.getTime() + 25 * HOUR_MS);
  await advanceClock(now);
  expect(await issueAdjustments(at())).toMatchObject({ issued: 1 });
  expect(await itemsOf('killed')).toHaveLength(1);
});

test('a killed credit is found again too', async () => {
  await setHours('killed', [['2026-04-15T12:00:00Z', 1_400_000]]);
  await sync();
  await planAdjustments(at());
  await expect(issueAdjustments(killedWhileSettling(at()))).rejects.toThrow('killed');
  now = new Date(now.getTime() + 25 * HOUR_MS);
  await advanceClock(now);
  expect(await issueAdjustments(at())).toMatchObject({ issued: 1 });
  const { data } = await at().stripe.creditNotes.list({ customer: of('killed').stripeCustomerId });
  expect(data.map(({ amount }) => amount)).toEqual([1_200]);
});

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

test('when the subscription has ended there is no next invoice: the amount waits for a person', async () => {
  const { stripeSubscriptionId } = of('leaving');
  await at().stripe.subscriptions.cancel(stripeSubscriptionId);
  await settleWebhooks(at());
  await setHours('leaving', [['2026-04-20T08:00:00Z', 100_000]]);
  await sync();
  await planAdjustments(at());
  expect(await adjustmentsOf('leaving')).toMatchObject([
    { uncapped: 1_200, amount: 0, status: 'unbillable', reason: 'subscription_ended' },
  ]);
});

test('$12.00 that a person waived were never paid: those units removed give nothing back, and $12.00 more do', async () => {
  await waive('leaving');
  await setHours('leaving', [['2026-04-20T08:00:00Z', 0]]);
  await sync();
  await planAdjustments(at());
  expect((await adjustmentsOf('leaving')).at(-1)).toMatchObject({
    units: -100_000,
    uncapped: 0,
    amount: 0,
    status: 'recorded',
  });
  expect(await explanationOf('leaving', 'DESC')).toMatchObject({
    differenceMinor: '-1200',
    waived: { beforeMinor: '1200', takenUpMinor: '-1200' },
  });
  await correctTo('leaving', 1_400_000);
  expect(await issueAdjustments(at())).toMatchObject({ issued: 1 });
  expect(await balanceOf('leaving')).toBe(-1_200);
});

test('$30.00 that a person did not give back are not billed when the hours come back, and $12.00 more are', async () => {
  await correctTo('unpaid', 1_250_000);
  await ownerSql(`UPDATE period_adjustments SET status = 'failed' WHERE customer_id = $1`, [
    of('unpaid').customerId,
  ]);
  await waive('unpaid');
  expect(await tellings('unpaid')).toMatchObject({ explain: ['waived'], page: ['waived'] });
  await correctTo('unpaid', 1_500_000);
  await correctTo('unpaid', 1_600_000);
  expect(await adjustmentsOf('unpaid')).toMatchObject([
    { uncapped: -3_000, status: 'failed' },
    { units: 250_000, uncapped: 0, amount: 0, status: 'recorded' },
    { units: 100_000, uncapped: 1_200, amount: 1_200, status: 'planned' },
  ]);
  await issueAdjustments(at());
});

test('a credit in words between decision and issue: ours is not made, staff is told', async () => {
  const { invoice } = await usageLineOf('worded');
  await correctTo('worded', 1_250_000);
  await creditInWords(invoice, 3_000);
  const error =
    /\$30\.00 are still to be given back: \$30\.00 by “.*”, which has \$60\.00 left\. Somebody gave back \$30\.00 without naming a line meanwhile\./;
  expect((await issueAdjustments(at())).failed).toEqual([expect.stringMatching(error)]);
  expect(await balanceOf('worded')).toBe(-3_000);
  await settleWebhooks(at());
});

test('a late item can be given back only by the invoice that billed it: until then its correction waits', async () => {
  await setHours('both', [
    ['2026-04-15T12:00:00Z', 1_000_000],
    ['2026-04-20T08:00:00Z', 1_000_000],
  ]);
  await sync();
  await planAdjustments(at());
  await issueAdjustments(at());
  expect(await adjustmentsOf('both')).toMatchObject([{ units: 500_000, amount: 6_000 }]);
  for (const name of ['twice', 'elsewhere']) await setHours(name, [['2026-04-20T08:00:00Z', 100_000]]);
  await setHours('both', [
    ['2026-04-15T12:00:00Z', 300_000],
    ['2026-04-20T08:00:00Z', 200_000],
  ]);
  await sync();
  expect(await planAdjustments(at())).toMatchObject({ planned: 2, waiting: 1 });
  await issueAdjustments(at());

  now = new Date('2026-06-15T02:10:00.000Z');
  await advanceClock(now);
  await settleWebhooks(at());
  expect((await invoiceOf('both')).total).toBe(9_900 + 6_000);
  expect(await planAdjustments(at())).toMatchObject({ planned: 2, waiting: 0 });
  expect(await issueAdjustments(at())).toMatchObject({ issued: 2 });
  expect(await adjustmentsOf('both')).toMatchObject([
    { amount: 6_000 },
    { kind: 'late_credit', units: -1_500_000, amount: -6_000 },
    { kind: 'late_credit', units: 0, amount: -6_000 },
  ]);
  expect(await balanceOf('both')).toBe(-12_000);
});

test('given back in words on both invoices that billed the usage, $30.00 and $20.00: the person hears of $50.00', async () => {
  const { data } = await at().stripe.invoices.list({ customer: of('twice').stripeCustomerId, limit: 100 });
  const [june, may] = data.filter(({ billing_reason: reason }) => reason === 'subscription_cycle');
  await creditInWords(may?.id ?? '', 3_000);
  await creditInWords(june?.id ?? '', 2_000);
  await settleWebhooks(at());
  await correctTo('twice', 1_400_000);
  expect(await issueAdjustments(at())).toMatchObject({ issued: 0, failed: [] });
  expect((await adjustmentsOf('twice')).at(-1)).toMatchObject({ amount: 0, reason: 'credited_by_hand' });
  expect(await explanationOf('twice', 'DESC')).toMatchObject({ creditedByHand: { unnamedMinor: '5000' } });
});

test('given back by hand on the other invoice that billed the usage: nothing is made on this one', async () => {
  const { data } = await at().stripe.invoices.list({
    customer: of('elsewhere').stripeCustomerId,
    limit: 100,
  });
  const [june] = data.filter(({ billing_reason: reason }) => reason === 'subscription_cycle');
  const late = june?.lines.data.find(({ amount }) => amount === 1_200);
  await correctTo('elsewhere', 1_400_000);
  await at().stripe.creditNotes.create({
    invoice: june?.id ?? '',
    lines: [{ type: 'invoice_line_item', invoice_line_item: late?.id ?? '', amount: 500 }],
    credit_amount: 500,
  });
  expect((await issueAdjustments(at())).failed).toEqual([expect.stringContaining('by now $5.00')]);
  expect((await adjustmentsOf('elsewhere')).at(-1)).toMatchObject({ amount: -1_200, status: 'failed' });
});

test('the next invoice of the late one carried its items beside the plan: $99.00 + $120.00 + $12.00', async () => {
  expect((await invoiceOf('late')).total).toBe(9_900 + 12_000 + 1_200);
});

test('and all three say then that they are billed', async () => {
  expect(await tellings('late')).toMatchObject({
    explain: ['billed', 'billed'],
    whatIf: ['billed', 'billed'],
    page: ['billed', 'billed'],
    buckets: [
      { name: 'invoiced', units: 1_500_000n },
      { name: 'billed', units: 1_100_000n },
    ],
  });
});

describe('a period whose invoice a person made void', () => {
  test('is left to a person as well', async () => {
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
  await setHours('free', [['2026-05-16T08:00:00Z', 1_500_000]]);
  await sync();
  const { problems, planned } = await planAdjustments(at(), { groupsPerPage: 1 });
  expect(problems).toHaveLength(1);
  expect(planned).toBe(1);
  expect((await adjustmentsOf('free')).at(-1)).toMatchObject({ units: 1_500_000, amount: 6_000 });
  await issueAdjustments(at());
});

test('a refusal for good fails the adjustment and tells staff; a later outage only delays', async () => {
  await setHours('late', [['2026-04-21T08:00:00Z', 10_000]]);
  await sync();
  await planAdjustments(at());
  const ctx = at();
  const away = new (ctx.stripe.constructor as typeof import('stripe').default).errors.StripeConnectionError({
    message: 'connection lost',
    type: 'api_error' as never,
  });
  ctx.stripe.invoiceItems.create = (() => Promise.reject(away)) as typeof ctx.stripe.invoiceItems.create;
  expect(await issueAdjustments(ctx)).toMatchObject({ issued: 0, retried: 1, failed: [] });
  await ownerSql(`UPDATE subscriptions SET stripe_subscription_id = 'sub_gone' WHERE customer_id = $1`, [
    firstIn.customerId,
  ]);
  now = new Date(now.getTime() + HOUR_MS);
  expect((await issueAdjustments(at())).failed).toHaveLength(1);
  expect((await adjustmentsOf('late')).at(-1)).toMatchObject({ amount: 120, status: 'failed' });
});

test('a tenant sees its own adjustments and nobody else’s', async () => {
  const [own] = await at().db.batch({ kind: 'tenant', customerId: firstIn.customerId }, (db) => [
    db.execute('SELECT DISTINCT customer_id FROM period_adjustments'),
  ]);
  expect(own.rows).toEqual([{ customer_id: firstIn.customerId }]);
});

test('a reading that comes again of an invoice with late items changes nothing', async () => {
  const { id } = await invoiceOf('both');
  await mirrorObject(at(), { type: 'invoice', id });
  expect(await mirrorObject(at(), { type: 'invoice', id })).toBe('unchanged');
});
