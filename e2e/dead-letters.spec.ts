import type { Page } from '@playwright/test';
import type Stripe from 'stripe';
import type { Control } from '../dev/testing/control.ts';
import { ADMIN, expect, READONLY, test } from './fixtures/test.ts';

/** The pauses between eight tries: 15 s, 1, 4, 16 and 64 min, 4 h 16 min and 6 h; and the sweeps that they wait for. */
const UNTIL_DEAD_MS = 12 * 3_600_000;

test.afterEach(({ control }) => control.setFaults({}));

test('an event that failed eight times is dead; an admin reads why, replays it, and sees it applied and audited', async ({
  page,
  stripe,
  control,
  signIn,
}) => {
  const customer = await newCustomer(control);
  const [subscription] = (await stripe.subscriptions.list({ customer })).data;
  const id = subscription?.id ?? '';
  const item = subscription?.items.data.find(({ price }) => price.recurring?.usage_type === 'licensed');
  const product = await stripe.products.create({ name: 'Something else' });
  const foreign = await stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: 100,
    recurring: { interval: 'month' },
  });
  const sell = (price: string, more: Stripe.SubscriptionUpdateParams = {}) =>
    stripe.subscriptions.update(id, {
      items: [{ id: item?.id ?? '', price }],
      proration_behavior: 'none',
      ...more,
    });
  await sell(foreign.id);
  await control.settle();
  await control.advanceTo(new Date((await control.now()).getTime() + UNTIL_DEAD_MS));
  await control.settle();
  await control.setFaults({ drop: 1, seed: 7 });
  await sell(item?.price.id ?? '', { cancel_at_period_end: true });

  await signIn(READONLY);
  await page.goto(`/admin/billing/events?status=dead&q=${id}`);
  const log = page.getByRole('table', { name: 'Webhook events, newest first' });
  await log.getByRole('link', { name: 'customer.subscription.updated' }).click();
  await expect(page.getByText('This event is dead')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Replay' })).toHaveCount(0);

  await signIn(ADMIN);
  await page.reload();
  await expect(page.getByText('has no base price of the catalog').first()).toBeVisible();
  const tries = page.getByRole('region', { name: 'Tries' }).getByRole('listitem');
  await expect(tries).toHaveCount(8);
  await expect(tries.last()).toContainText('Failed for the last time');
  await expect(page.getByRole('region', { name: 'Payload' }).first()).toContainText(id);

  await replay(page, 'too short');
  await expect(page.getByText('Must have at least 10 characters.')).toBeVisible();
  const reason = `The price was put right ${crypto.randomUUID()}`;
  await replay(page, reason);
  await expect(page.getByText('what we keep of it was made the same')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Applied');
  await expect(tries.last()).toContainText(`by ${ADMIN}: ${reason}`);
  const eventId = page.url().split('/').at(-1) ?? '';
  await page.goto(`/admin/billing/events?status=dead&q=${id}`);
  await expect(page.getByText('No such events')).toBeVisible();

  await page.goto(`/admin/billing/audit?action=event.replayed&object_id=${eventId}`);
  const row = page.getByRole('list', { name: 'Audit rows' }).getByRole('listitem');
  await row.locator('summary').click();
  await expect(row).toContainText(reason);
  await expect(row).toContainText('dead');
});

test('replaying an event of what Stripe no longer has says that it is gone, and ends', async ({
  page,
  stripe,
  control,
  signIn,
}) => {
  const customer = await newCustomer(control);
  const draft = await stripe.invoices.create({ customer, auto_advance: false });
  await control.settle();
  await stripe.invoices.del(draft.id);
  await control.settle();

  await signIn(ADMIN);
  await page.goto(`/admin/billing/events?type=invoice.created&q=${draft.id}`);
  await page
    .getByRole('table', { name: 'Webhook events, newest first' })
    .getByRole('link', { name: 'invoice.created' })
    .click();
  await replay(page, 'To see what is left of it');
  await expect(page.getByText('Stripe no longer has what it is about')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Gone');
  await expect(page.getByRole('region', { name: 'Tries' })).toContainText(
    `by ${ADMIN}: To see what is left of it`,
  );
});

/** Its customer in Stripe. */
async function newCustomer(control: Control): Promise<string> {
  const account = await control.createAccount({
    email: `letters-${crypto.randomUUID()}@publisher.example`,
    name: 'Dead Letter Office',
    plan_type: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
  });
  await control.settle();
  return account.stripe_customer_id;
}

async function replay(page: Page, reason: string): Promise<void> {
  const form = page.getByRole('region', { name: 'Replay' });
  await form.getByLabel('Reason').fill(reason);
  await form.getByRole('button', { name: 'Replay this event' }).click();
}
