import Stripe from 'stripe';
import { ADMIN, expect, test } from './fixtures/test.ts';

const READONLY = 'readonly@apexmediation.test';

test('an invoice five times the last one is held before it is issued; readonly looks on, an admin releases it', async ({
  page,
  world,
  control,
  signIn,
}) => {
  const name = 'Slip & Sons';
  const { stripe_customer_id: customer } = await control.createAccount({
    email: `slip-${crypto.randomUUID()}@publisher.example`,
    name,
    plan_type: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
  });
  await control.settle();
  const { hostname, port } = new URL(world.stripeUrl);
  const stripe = new Stripe('sk_test_e2e', { host: hostname, port, protocol: 'http' });
  const slip = { customer, currency: 'usd', amount: 100_000, description: 'A slip of the keyboard' };
  await stripe.invoiceItems.create(slip);
  const [subscription] = (await stripe.subscriptions.list({ customer })).data;
  const renewsAt = (subscription?.items.data[0]?.current_period_end ?? 0) * 1_000;
  await control.advanceTo(new Date(renewsAt + 3 * 3_600_000));
  await control.settle();
  const [held] = (await stripe.invoices.list({ customer, status: 'draft' })).data;
  expect(held).toMatchObject({ auto_advance: false });

  await signIn(READONLY);
  await page.goto('/admin/billing/reviews');
  const card = page.getByRole('region').filter({ hasText: held?.id ?? '' });
  await expect(card).toContainText('more than 3 times the last one');
  await expect(card.locator('summary')).toHaveCount(0);

  await signIn(ADMIN);
  await page.goto('/admin/billing/reviews');
  await card.locator('summary', { hasText: 'Release' }).click();
  const form = card.locator('form').filter({ visible: true });
  await form.getByLabel('Reason').fill('The publisher ordered it.');
  await form.getByRole('button', { name: 'Release invoice' }).click();
  await expect(form.getByText('Confirmation must be the word that is asked for.')).toBeVisible();
  await form.getByLabel('Confirmation').fill('release');
  await form.getByRole('button', { name: 'Release invoice' }).click();
  await expect(card).toContainText('Released');
  await control.settle();
  const after = await stripe.invoices.retrieve(held?.id ?? '');
  expect(after.status).not.toBe('draft');
});
