import { ADMIN, DELINQUENT, expect, PUBLISHER, test } from './fixtures/test.ts';

test('an admin sees the state of billing, the delinquent invoice, and every publisher among the customers', async ({
  page,
  control,
  account,
  signIn,
}) => {
  const { name } = await account(DELINQUENT);
  await signIn(ADMIN);
  await page.goto('/admin/billing');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Billing overview');
  await expect(page.getByRole('table', { name: 'Delinquent invoices' })).toContainText(name);
  await page.goto('/admin/billing/customers');
  for (const publisher of await control.accounts()) {
    if (publisher.role !== 'publisher') continue;
    await expect(page.getByRole('main')).toContainText(publisher.name);
  }
});

test("an admin opens a publisher's invoice from the list of the delinquent ones", async ({
  page,
  signIn,
}) => {
  await signIn(ADMIN);
  await page.goto('/admin/billing');
  const link = page.getByRole('table', { name: 'Delinquent invoices' }).getByRole('link').first();
  const number = (await link.textContent()) ?? '';
  await link.click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(number);
});

test('a publisher gets 403 on the admin page and below it', async ({ page, signIn }) => {
  await signIn(PUBLISHER);
  for (const path of ['/admin', '/admin/billing', '/admin/billing/anything']) {
    const response = await page.goto(path);
    expect(response?.status()).toBe(403);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('You do not have access to this page');
  }
  await expect(page.getByRole('link', { name: 'Billing overview' })).toHaveCount(0);
});

test('a stranger is sent to sign in, and never to another site', async ({ page }) => {
  await page.goto('/admin/billing');
  await expect(page).toHaveURL('/sign-in?returnTo=%2Fadmin%2Fbilling');
  const elsewhere = await page.request.post('/dev/sign-in', {
    form: { email: ADMIN, returnTo: '//evil.example/' },
    maxRedirects: 0,
  });
  expect(elsewhere.headers().location).toBe('/admin/billing');
});
