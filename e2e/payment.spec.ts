import { DELINQUENT, expect, test } from './fixtures/test.ts';

test('an invoice whose payment failed turns paid on the screen once Stripe has the money', async ({
  page,
  stripe,
  control,
  account,
  signIn,
}) => {
  const { stripe_customer_id: customer } = await account(DELINQUENT);
  const { data } = await stripe.invoices.list({ customer, status: 'open' });
  const open = data[0];
  if (!open?.id) throw new Error('the delinquent publisher owes nothing');

  await signIn(DELINQUENT);
  await page.goto('/billing/invoices?status=open');
  await page
    .getByRole('link', { name: open.number ?? '', exact: true })
    .filter({ visible: true })
    .click();
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toContainText(`${open.number}`);
  await expect(heading).not.toContainText('Paid');
  await expect(page.getByRole('region', { name: 'Payments' })).toContainText('declined');

  const card = await stripe.paymentMethods.attach('pm_card_visa', { customer });
  await stripe.invoices.pay(open.id, { payment_method: card.id });
  await control.settle();

  await page.reload();
  await expect(heading).toContainText('Paid');
  await page.goto('/billing/invoices?status=open');
  await expect(page.getByRole('link', { name: open.number ?? '', exact: true })).toHaveCount(0);
});
