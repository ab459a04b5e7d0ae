import { ADMIN, expect, READONLY, test } from './fixtures/test.ts';

test('an invoice five times the last one is held before it is issued; readonly looks on, an admin releases it', async ({
  page,
  stripe,
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
  await expect(form.getByText('Must be “release”.')).toBeVisible();
  await form.getByLabel('Confirmation').fill('release');
  await form.getByRole('button', { name: 'Release invoice' }).click();
  await expect(card).toContainText('Released');
  await control.settle();
  const after = await stripe.invoices.retrieve(held?.id ?? '');
  expect(after.status).not.toBe('draft');
});
