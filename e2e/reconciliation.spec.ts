import type { Page } from '@playwright/test';
import type Stripe from 'stripe';
import { ADMIN, expect, READONLY, test } from './fixtures/test.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Younger than this, what Stripe has not counted may still be on its way. */
const COUNTED_AFTER_MS = 16 * MINUTE_MS;
/** Of an hour: no job that looks for lost webhooks runs until three quarters of it. */
const QUIET_MINUTE = 25;

test.afterEach(({ control }) => control.setFaults({}));

test('an admin finds what was changed in Stripe behind our back, previews the repair, applies it, and sees it audited', async ({
  page,
  stripe,
  control,
  signIn,
}) => {
  const account = await control.createAccount({
    email: `drift-${crypto.randomUUID()}@publisher.example`,
    name: 'Drift & Daughters',
    plan_type: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
  });
  const { customer_id: customerId, stripe_customer_id: stripeCustomerId } = account;
  await control.settle();
  const hour = await usageHour(stripe, { stripeCustomerId, now: await control.now() });
  await control.setUsage({ customer_id: customerId, metric: 'impressions', hour, quantity: 1_300_000 });
  await control.runJob('usage-sync');
  await control.settle();
  const meter = () => countedImpressions(stripe, { stripeCustomerId, hour });
  await control.advanceTo(quietInstant(new Date((await control.now()).getTime() + COUNTED_AFTER_MS)));
  expect(await meter()).toBe(1_300_000);

  await stripe.billing.meterEventAdjustments.create({
    event_name: 'impressions',
    type: 'cancel',
    cancel: { identifier: `${customerId}:impressions:${Date.parse(hour) / 1_000}:1` },
  });
  await control.setFaults({ drop: 1, seed: 7 });
  await stripe.customers.update(stripeCustomerId, { name: 'Renamed In Stripe' });
  expect(await meter()).toBe(0);

  await signIn(ADMIN);
  const runId = await reconcile(page, customerId);
  const differences = page.getByRole('table', { name: 'Differences' });
  const usage = differences.getByRole('row').filter({ hasText: 'Impressions' });
  await expect(usage).toContainText('1,300,000');
  await expect(usage).toContainText('$36.00');
  await expect(usage).toContainText('Edited in Stripe');
  const day = new Date(hour).toLocaleDateString('en-US', { dateStyle: 'medium', timeZone: 'UTC' });
  await expect(usage).toContainText(`${day}: ours 1,300,000, Stripe 0`);
  await expect(usage).toContainText('1,300,000 accepted by Stripe');
  const name = differences.getByRole('row').filter({ hasText: stripeCustomerId });
  await expect(name).toContainText('Renamed In Stripe');
  await expect(name).toContainText('Missed webhook');
  await expect(name).toContainText('No webhook about it reached us');
  await expect(differences.getByRole('row')).toHaveCount(3);

  await page.getByRole('button', { name: 'Preview the repair' }).click();
  const plan = page.getByRole('table', { name: 'Repair plan' });
  await expect(plan).toContainText('Send the missing units to the meter');
  await expect(plan).toContainText('1,300,000 impressions for 1 hour');
  await expect(plan).toContainText('Take the customer over from Stripe');
  expect(await meter()).toBe(0);

  await page.getByLabel('Confirmation').fill('mend');
  await page.getByRole('button', { name: 'Apply the plan' }).click();
  await expect(page.getByText('Must be “REPAIR”.')).toBeVisible();
  const reason = `Somebody was at the dashboard ${crypto.randomUUID()}`;
  await page.getByLabel('Reason').fill(reason);
  await page.getByLabel('Confirmation').fill('REPAIR');
  await page.getByRole('button', { name: 'Apply the plan' }).click();
  await expect(page.getByText('Repair: 2 of 2 mended')).toBeVisible();
  await control.settle();
  await control.advanceTo(new Date((await control.now()).getTime() + MINUTE_MS));
  expect(await meter()).toBe(1_300_000);

  await reconcile(page, customerId);
  await expect(page.getByText('No differences')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Preview the repair' })).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Renamed In Stripe');

  await page.goto(`/admin/billing/audit?object_id=${runId}`);
  const rows = page.getByRole('list', { name: 'Audit rows' }).getByRole('listitem');
  await expect(rows.locator('summary')).toContainText([
    'reconciliation.repaired',
    'reconciliation.send_usage_difference',
    'reconciliation.resync_customer',
    'reconciliation.plan_applied',
    'reconciliation.finished',
    'reconciliation.started',
  ]);
  const applied = rows.filter({ hasText: 'reconciliation.plan_applied' });
  await applied.locator('summary').click();
  await expect(applied).toContainText(reason);

  await signIn(READONLY);
  await page.goto(`/admin/billing/reconciliation/${runId}`);
  await expect(page.getByText('Repair: 2 of 2 mended')).toBeVisible();
  await page.goto('/admin/billing/reconciliation');
  await expect(page.getByRole('button', { name: 'Start reconciliation' })).toHaveCount(0);
});

test('an admin gives back what Stripe billed too much: previewed, once, on record, and gone in the next run', async ({
  page,
  stripe,
  control,
  signIn,
}) => {
  test.slow();
  const account = await control.createAccount({
    email: `twice-${crypto.randomUUID()}@publisher.example`,
    name: 'Twice Counted Games',
    plan_type: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
  });
  const { customer_id: customerId, stripe_customer_id: stripeCustomerId } = account;
  await control.settle();
  const hour = await usageHour(stripe, { stripeCustomerId, now: await control.now() });
  await control.setUsage({ customer_id: customerId, metric: 'impressions', hour, quantity: 1_300_000 });
  await control.runJob('usage-sync');
  await control.settle();
  await stripe.billing.meterEvents.create({
    event_name: 'impressions',
    identifier: crypto.randomUUID(),
    timestamp: Date.parse(hour) / 1_000,
    payload: { stripe_customer_id: stripeCustomerId, value: '200000' },
  });

  await control.advanceTo(new Date((await control.now()).getTime() + COUNTED_AFTER_MS));
  await signIn(ADMIN);
  await openCase(page, customerId);
  await page.getByRole('button', { name: 'Preview the credit' }).click();
  await expect(page.getByText('The invoice that will bill it is not issued yet.')).toBeVisible();
  await expect(page.locator('summary', { hasText: 'Give the credit' })).toHaveCount(0);
  await expect(page.locator('summary', { hasText: 'Decline it' })).toBeVisible();
  const casePath = new URL(page.url()).pathname;

  const [subscription] = (await stripe.subscriptions.list({ customer: stripeCustomerId })).data;
  const renewsAt = (subscription?.items.data[0]?.current_period_end ?? 0) * 1_000;
  await control.advanceTo(new Date(renewsAt + 3 * HOUR_MS));
  await control.settle();
  await signIn(ADMIN);
  await page.goto(casePath);
  const credit = page.getByRole('region', { name: 'The credit' });
  await credit.getByRole('button', { name: 'Preview the credit' }).click();
  await expect(credit).toContainText('200,000 impressions');
  await expect(credit).toContainText('$24.00');
  await credit.locator('summary', { hasText: 'Give the credit' }).click();
  await credit.getByLabel('Reason').fill('Two collectors ran for an hour.');
  await credit.getByLabel('Confirmation').fill('yes');
  await credit.getByRole('button', { name: 'Give back $24.00' }).click();
  await expect(credit.getByText('Must be “credit”.')).toBeVisible();
  await credit.getByLabel('Confirmation').fill('credit');
  await credit.getByRole('button', { name: 'Give back $24.00' }).click();
  const given = page.getByRole('list', { name: 'Credits' });
  await expect(given).toContainText('Made');
  await expect(given).toContainText('−200,000 impressions');
  const { data: notes } = await stripe.creditNotes.list({ customer: stripeCustomerId });
  expect(notes.map(({ subtotal, status }) => ({ subtotal, status }))).toEqual([
    { subtotal: 2_400, status: 'issued' },
  ]);
  await control.settle();

  await reconcile(page, customerId);
  await expect(page.getByText('No differences')).toBeVisible();
  await page.goto(`/admin/billing/audit?object_id=${casePath.split('/').at(-1)}`);
  const rows = page.getByRole('list', { name: 'Audit rows' }).getByRole('listitem');
  await expect(rows.filter({ hasText: 'reconciliation.credit_given' })).toHaveCount(1);

  await signIn(READONLY);
  await page.goto(casePath);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Credit given');
  await expect(page.getByRole('button', { name: /Preview|Give back|Close|Decline/ })).toHaveCount(0);
});

/** Reconciles one publisher, has the plan put its one difference before a person, and opens that case. */
async function openCase(page: Page, customerId: string): Promise<void> {
  await reconcile(page, customerId);
  await page.getByRole('button', { name: 'Preview the repair' }).click();
  await expect(page.getByRole('table', { name: 'Repair plan' })).toContainText('Propose a credit');
  await page.getByLabel('Reason').fill('Whether it is to be given back.');
  await page.getByLabel('Confirmation').fill('REPAIR');
  await page.getByRole('button', { name: 'Apply the plan' }).click();
  await expect(page.getByText('Repair: staff told of 1')).toBeVisible();
  await page.getByRole('table', { name: 'Differences' }).getByRole('link', { name: 'Case' }).click();
  await page.waitForURL(/\/admin\/billing\/reconciliation\/cases\//);
}

/** Starts a run of one publisher on the page and waits for its result; the run's id. */
async function reconcile(page: Page, customerId: string): Promise<string> {
  await page.goto('/admin/billing/reconciliation');
  await page.getByLabel('Publisher', { exact: true }).fill(customerId);
  await page.getByRole('button', { name: 'Start reconciliation' }).click();
  await expect(page.getByText('Please tick this first.')).toBeVisible();
  await page.getByLabel('I know that this reads from Stripe').check();
  await page.getByRole('button', { name: 'Start reconciliation' }).click();
  await page.waitForURL(/\/admin\/billing\/reconciliation\/recon_/);
  await expect(page.getByRole('region', { name: 'Differences' })).toBeVisible();
  await expect(page.getByText('Finished')).toBeVisible();
  return page.url().split('/').at(-1) ?? '';
}

/** The hour that runs, or the first of the subscription. */
async function usageHour(
  stripe: Stripe,
  { stripeCustomerId, now }: { stripeCustomerId: string; now: Date },
): Promise<string> {
  const [subscription] = (await stripe.subscriptions.list({ customer: stripeCustomerId })).data;
  const startsAt = (subscription?.items.data[0]?.current_period_start ?? 0) * 1_000;
  const hour = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS;
  return new Date(Math.max(hour, startsAt)).toISOString();
}

async function countedImpressions(
  stripe: Stripe,
  { stripeCustomerId, hour }: { stripeCustomerId: string; hour: string },
): Promise<number> {
  const { data: meters } = await stripe.billing.meters.list();
  const meter = meters.find(({ event_name: name }) => name === 'impressions');
  const start = Date.parse(hour) / 1_000;
  const { data } = await stripe.billing.meters.listEventSummaries(meter?.id ?? '', {
    customer: stripeCustomerId,
    start_time: start,
    end_time: start + HOUR_MS / 1_000,
  });
  return data.reduce((sum, { aggregated_value: value }) => sum + value, 0);
}

function quietInstant(earliest: Date): Date {
  const hour = Math.floor(earliest.getTime() / HOUR_MS) * HOUR_MS;
  const quiet = hour + QUIET_MINUTE * MINUTE_MS;
  return new Date(quiet >= earliest.getTime() ? quiet : quiet + HOUR_MS);
}
