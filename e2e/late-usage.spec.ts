import { ADMIN, expect, PUBLISHER, READONLY, test } from './fixtures/test.ts';

const HOUR_MS = 3_600_000;
/** Then no plan can come to cover it any more. */
const LONG_BEFORE_MS = 72 * HOUR_MS;

test.afterEach(({ control }) => control.setFaults({}));

test('late usage that no rule settles is told to staff, waived by an admin, and on record', async ({
  page,
  stripe,
  control,
  signIn,
}) => {
  const name = `Early Bird ${crypto.randomUUID().slice(0, 8)}`;
  const account = await control.createAccount({
    email: `early-${crypto.randomUUID()}@publisher.example`,
    name,
    plan_type: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
  });
  const { customer_id: customerId, stripe_customer_id: stripeCustomerId } = account;
  await control.settle();
  const [subscription] = (await stripe.subscriptions.list({ customer: stripeCustomerId })).data;
  const startsAt = (subscription?.items.data[0]?.current_period_start ?? 0) * 1_000;
  const hour = new Date(Math.floor(startsAt / HOUR_MS) * HOUR_MS - LONG_BEFORE_MS).toISOString();
  await control.setUsage({ customer_id: customerId, metric: 'impressions', hour, quantity: 777 });
  await control.runJob('usage-sync');
  await control.runJob('late-usage');

  await signIn(READONLY);
  await page.goto('/admin/billing/notices');
  const notice = page.getByRole('listitem').filter({ hasText: `${name}: late usage needs a decision` });
  await expect(notice).toContainText('Unread');
  await expect(page.getByRole('button', { name: /Mark/ })).toHaveCount(0);
  await notice.getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name);
  await expect(page.getByText('777 impressions to bill, not rated')).toBeVisible();
  await expect(page.locator('summary', { hasText: 'Settled by hand' })).toHaveCount(0);
  const path = new URL(page.url()).pathname;

  await signIn(ADMIN);
  await page.goto('/admin/billing/notices');
  await notice.getByRole('button', { name: /Mark as read/ }).click();
  await expect(notice).not.toContainText('Unread');
  await page.goto('/admin/billing');
  await page
    .getByRole('table', { name: 'Late usage that a person decides' })
    .getByRole('link', { name })
    .click();
  await page.locator('summary', { hasText: 'Settled by hand' }).click();
  await page.getByLabel('Reason').fill('They tried it before they signed.');
  await expect(page.getByLabel('What became of it')).toHaveValue('');
  await page.getByLabel('Confirmation').fill('yes');
  await page.getByRole('button', { name: 'Close as settled' }).click();
  await expect(page.getByText('Must be “settled”.')).toBeVisible();
  await expect(page.getByText('Must say what became of it.')).toBeVisible();
  await expect(page.getByLabel('Reason')).toHaveValue('They tried it before they signed.');
  await page.getByLabel('What became of it').selectOption('Waived, no money moved');
  await page.getByLabel('Confirmation').fill('settled');
  await page.getByRole('button', { name: 'Close as settled' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Waived');
  await expect(page.getByText('Waived, no money moved')).toBeVisible();
  await expect(page.getByText('They tried it before they signed.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Close as settled' })).toHaveCount(0);
  await page.goto(`/admin/billing/audit?object_id=${path.split('/').at(-1)}`);
  const rows = page.getByRole('list', { name: 'Audit rows' }).getByRole('listitem');
  await expect(rows.filter({ hasText: 'adjustment.settled_by_hand' })).toHaveCount(1);
  await page.goto('/admin/billing');
  const settled = page
    .getByRole('table', { name: 'Settled by hand' })
    .getByRole('row')
    .filter({ hasText: name });
  await expect(settled).toContainText('Waived, no money moved');

  await signIn(PUBLISHER);
  for (const kept of [path, '/admin/billing/notices']) {
    expect((await page.goto(kept))?.status()).toBe(403);
  }
});
