import { beforeAll, describe, expect, test } from 'vitest';
import { settleWebhooks } from '../../../../dev/testing/deliver-webhooks.ts';
import { planWhile } from '../../../../dev/testing/late-usage.ts';
import { reconcileNow } from '../../../../dev/testing/reconciliation.ts';
import { runTestSync, setReplicaRows } from '../../../../dev/testing/usage.ts';
import { advanceClock, ownerSql, staffActor, testContext } from '../../../../dev/testing/workers.ts';
import { addMonths } from '../../../domain/period.ts';
import { startSubscription } from '../../../stripe/start-subscription.ts';
import { issueAdjustments } from '../../adjustments/issue-adjustments.ts';
import { listAdjustmentsToDecide } from '../../adjustments/list-adjustments-to-decide.ts';
import { planAdjustments } from '../../adjustments/plan-adjustments.ts';
import { settleByHand } from '../../adjustments/settle-by-hand.ts';
import { getSellablePlan } from '../../catalog/get-sellable-plan.ts';
import { provisionCatalog } from '../../catalog/provision-catalog.ts';
import { type CreatedCustomer, createCustomer } from '../../customers/create-customer.ts';
import { getUsageOverview } from '../get-usage-overview.ts';
import { getUsageHistory } from '../history/get-usage-history.ts';
import { reportUsage } from '../report/report-usage.ts';

let now = new Date('2026-04-15T12:00:00.000Z');
const ctxNow = () => testContext({ now });
const seconds = (instant: Date) => instant.getTime() / 1_000;

async function goTo(to: string): Promise<void> {
  now = new Date(`2026-${to}:00.000Z`);
  await advanceClock(now);
  await settleWebhooks(ctxNow());
}

async function use({ customerId }: CreatedCustomer, hour: string, quantity: number): Promise<void> {
  const updatedAt = new Date(now.getTime() - 60_000).toISOString();
  const row = { customerId, metric: 'impressions', hour: `2026-${hour}:00.000Z`, quantity, updatedAt };
  await setReplicaRows([row]);
}

async function syncAndReport(): Promise<void> {
  await runTestSync(ctxNow());
  await reportUsage(ctxNow());
}

function onboard(name: string): Promise<CreatedCustomer> {
  return createCustomer(ctxNow(), {
    email: `${name}@publisher.test`,
    name,
    planId: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
    paymentMethod: 'pm_card_visa',
  });
}

const growthFor = ({ customerId }: CreatedCustomer) =>
  getSellablePlan(ctxNow(), { planId: 'growth', currency: 'usd', customerId });

async function startGrowth(customer: CreatedCustomer): Promise<void> {
  const { stripePriceIds } = await growthFor(customer);
  const terms = { planId: 'growth', planVersion: 1, stripePriceIds: [...stripePriceIds] };
  await startSubscription(ctxNow().stripe, { ...customer, ...terms, hasPaymentMethod: true, now });
  await settleWebhooks(ctxNow());
}

/** What staff does in Stripe's dashboard. */
async function startGrowthByHand(customer: CreatedCustomer, from: Date): Promise<void> {
  const { stripePriceIds } = await growthFor(customer);
  await ctxNow().stripe.subscriptions.create({
    customer: customer.stripeCustomerId,
    items: stripePriceIds.map((price) => ({ price })),
    backdate_start_date: seconds(from),
    billing_cycle_anchor: seconds(addMonths(from, 1)),
  });
  await settleWebhooks(ctxNow());
}

const booksOf = ({ customerId }: CreatedCustomer) =>
  ownerSql(
    `SELECT to_char(hour AT TIME ZONE 'UTC', 'DD HH24:MI') AS hour, quantity_delta::int AS units, status
     FROM usage_outbox WHERE customer_id = $1 ORDER BY usage_outbox.hour`,
    [customerId],
  );

const decidedOf = ({ customerId }: CreatedCustomer) =>
  ownerSql(
    `SELECT quantity_delta::int AS units, amount_minor::int AS amount, status, reason
     FROM period_adjustments WHERE customer_id = $1 ORDER BY created_at, sequence`,
    [customerId],
  );

async function openOf({ customerId }: CreatedCustomer): Promise<string> {
  const [row] = await ownerSql<{ id: string }>('SELECT id FROM period_adjustments WHERE customer_id = $1', [
    customerId,
  ]);
  return row?.id ?? '';
}

async function billedOf({ customerId }: CreatedCustomer) {
  const periods = await getUsageHistory(ctxNow(), { customerId });
  return periods
    .filter(({ plan }) => plan.id === 'growth')
    .map(({ quantities, invoice }) => [quantities.impressions, invoice?.billedQuantities.impressions]);
}

let [hourly, decided, settled]: CreatedCustomer[] = [];
const customers = () => {
  if (!hourly || !decided || !settled) throw new Error('nobody is here yet');
  return { hourly, decided, settled };
};

/** Three Starters end with a last invoice at 10:20 of 20 May and go on being used. */
beforeAll(async () => {
  await provisionCatalog(ctxNow());
  hourly = await onboard('hourly');
  decided = await onboard('decided');
  settled = await onboard('settled');
  await goTo('05-20T10:20');
  for (const { stripeSubscriptionId } of Object.values(customers())) {
    await ctxNow().stripe.subscriptions.cancel(stripeSubscriptionId, { invoice_now: true });
  }
  await settleWebhooks(ctxNow());
}, 60_000);

describe('a plan that starts on the day the one before ended', () => {
  beforeAll(async () => {
    for (const hour of [11, 12, 13]) {
      await goTo(`05-20T${hour + 1}:05`);
      await use(customers().hourly, `05-20T${hour}:00`, 10_000_000);
      await syncAndReport();
      await goTo(`05-20T${hour + 1}:35`);
      await planAdjustments(ctxNow());
    }
    await goTo('05-20T15:00');
    await startGrowth(customers().hourly);
    await goTo('05-20T15:05');
    await use(customers().hourly, '05-20T14:00', 5_000_000);
    await syncAndReport();
  }, 60_000);

  test('puts the 3 × 10 M of the hours until it was made on its meter, and nobody has to decide', async () => {
    expect(await booksOf(customers().hourly)).toEqual([
      { hour: '20 11:00', units: 10_000_000, status: 'accepted' },
      { hour: '20 12:00', units: 10_000_000, status: 'accepted' },
      { hour: '20 13:00', units: 10_000_000, status: 'accepted' },
      { hour: '20 14:00', units: 5_000_000, status: 'accepted' },
    ]);
    expect(await decidedOf(customers().hourly)).toEqual([]);
  });
});

describe('a plan that starts days later, by hand from 00:00 of 21 May', () => {
  const outside = { amount: 0, reason: 'outside_subscription' };

  beforeAll(async () => {
    const { decided: open, settled: closed } = customers();
    await goTo('05-21T01:05');
    for (const customer of [open, closed]) {
      await use(customer, '05-20T11:00', 3_000_000);
      await use(customer, '05-21T00:00', 2_000_000);
    }
    await syncAndReport();
    await goTo('05-24T12:05');
    await syncAndReport();
    await planAdjustments(ctxNow());
    expect(await decidedOf(open)).toEqual([{ ...outside, units: 5_000_000, status: 'unbillable' }]);
    const admin = testContext({ now, actor: staffActor('admin') });
    await settleByHand(admin, {
      id: await openOf(closed),
      settledAs: 'outside',
      keyword: 'settled',
      reason: 'Billed by wire',
    });
    await goTo('05-25T09:00');
    for (const customer of [open, closed]) {
      await startGrowthByHand(customer, new Date('2026-05-21T00:00:00.000Z'));
    }
  }, 60_000);

  test('bills the 2 M that it covers; the 3 M before it wait for a person, alone', async () => {
    await planAdjustments(ctxNow());
    await reportUsage(ctxNow());
    await planAdjustments(ctxNow());
    expect(await booksOf(customers().decided)).toEqual([
      { hour: '20 11:00', units: 3_000_000, status: 'held' },
      { hour: '21 00:00', units: 2_000_000, status: 'accepted' },
    ]);
    expect(await decidedOf(customers().decided)).toEqual([
      { ...outside, units: 5_000_000, status: 'recorded' },
      { ...outside, units: 3_000_000, status: 'unbillable' },
    ]);
    const staff = testContext({ now, actor: staffActor('readonly') });
    const rows = await listAdjustmentsToDecide(staff, { status: 'open' });
    const theirs = rows.filter(({ customerId }) => customerId === customers().decided.customerId);
    expect(theirs.map(({ quantityDelta }) => quantityDelta)).toEqual([3_000_000n]);
    const trail = await ownerSql(
      `SELECT before ->> 'status' AS before, after ->> 'status' AS after FROM billing_audit
       WHERE action = 'adjustment.taken_up' AND customer_id = $1`,
      [customers().decided.customerId],
    );
    expect(trail).toEqual([{ before: 'unbillable', after: 'recorded' }]);
  });

  test('the trail says whose hours went to the meter, how many, and from what to what', async () => {
    const { customerId } = customers().decided;
    const trail = await ownerSql(
      `SELECT customer_id, object_id, before, after FROM billing_audit WHERE action = 'usage.reopened'`,
    );
    const hour = '2026-05-21T00:00:00Z';
    const impressions = { hours: 1, units: '2000000', first_hour: hour, last_hour: hour };
    expect(trail).toEqual([
      {
        ...{ customer_id: customerId, object_id: customerId },
        before: { status: 'held', impressions },
        after: { status: 'pending', impressions },
      },
    ]);
  });

  test('what ran outside the plan is in no period of it', async () => {
    const { customerId } = customers().decided;
    const at = new Date('2026-05-16T00:00:00.000Z');
    const { later, buckets } = await getUsageOverview(ctxNow(), { customerId, at });
    expect(later).toEqual([]);
    expect(buckets?.impressions).toEqual([{ name: 'invoiced', units: 0n }]);
  });

  test('what a person has settled stays as it was settled', async () => {
    expect(await booksOf(customers().settled)).toMatchObject([{ status: 'held' }, { status: 'held' }]);
    expect(await decidedOf(customers().settled)).toMatchObject([{ units: 5_000_000, status: 'unbillable' }]);
  });
});

test('of an hour that went to the meter while a run planned, nothing is decided', async () => {
  const { settled: customer } = customers();
  const set = (status: string) =>
    ownerSql(`UPDATE usage_outbox SET status = $2 WHERE customer_id = $1 AND quantity_delta = 700`, [
      customer.customerId,
      status,
    ]);
  await use(customer, '05-20T12:00', 700);
  await syncAndReport();
  expect(await planWhile(ctxNow(), () => set('pending'))).toMatchObject({ planned: 0 });
  await set('held');
  expect(await planAdjustments(ctxNow())).toMatchObject({ planned: 1 });
  expect((await decidedOf(customer)).map(({ units }) => units)).toEqual([5_000_000, 700]);
});

test('a month on each unit is billed once: 35 M with the plan of the day, 2 M with the one by hand', async () => {
  await goTo('06-21T03:00');
  await syncAndReport();
  await planAdjustments(ctxNow());
  await issueAdjustments(ctxNow());
  expect(await billedOf(customers().hourly)).toEqual([
    [0n, undefined],
    [35_000_000n, 35_000_000n],
  ]);
  expect(await billedOf(customers().decided)).toEqual([
    [0n, undefined],
    [2_000_000n, 2_000_000n],
  ]);
  expect(await decidedOf(customers().hourly)).toEqual([]);
});

test('a reconciliation compares the month that began at 11:00 when it is over as well: 1 M more here', async () => {
  const found = async () => {
    const { differences } = await reconcileNow(ctxNow());
    return differences.filter(({ kind }) => kind === 'usage');
  };
  expect(await found()).toEqual([]);
  const { customerId } = customers().hourly;
  await ownerSql(
    `UPDATE usage_records SET quantity = quantity + 1000000, reported_quantity = reported_quantity + 1000000
     WHERE customer_id = $1 AND hour = '2026-05-20T11:00:00Z'`,
    [customerId],
  );
  now = new Date(now.getTime() + 60_000);
  expect(await found()).toMatchObject([
    { customer_id: customerId, internal_value: '36000000', stripe_value: '35000000' },
  ]);
});
