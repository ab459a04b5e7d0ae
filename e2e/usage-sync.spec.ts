import { expect, test } from './fixtures/test.ts';

const HOUR_MS = 3_600_000;

test('1,234,567 impressions set in the replica appear after the sync: 234,567 over Starter at $0.12 per 1,000 = $28.15', async ({
  page,
  control,
  signIn,
}) => {
  const email = 'usage-sync@publisher.test';
  const account = await control.createAccount({
    email,
    name: 'Sync Test Studio',
    plan_type: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
  });
  await control.settle();
  await signIn(email);
  await page.goto('/billing/usage');
  const impressions = page.getByRole('region', { name: 'Impressions' });
  await expect(impressions).toContainText('of 1,000,000 included');
  await expect(impressions).not.toContainText('1,234,567');

  const before = await (await page.request.get('/api/v1/billing/usage/current')).json();
  const now = await control.now();
  const hour = Math.max(
    Math.floor(now.getTime() / HOUR_MS) * HOUR_MS,
    Date.parse(before.current_period.start),
  );
  await control.setUsage({
    customer_id: account.customer_id,
    metric: 'impressions',
    hour: new Date(hour).toISOString(),
    quantity: 1_234_567,
  });
  await control.runJob('usage-sync');

  await page.reload();
  await expect(impressions).toContainText('1,234,567');
  await expect(impressions).toContainText('234,567');
  await expect(impressions).toContainText('$28.15');
  const after = await (await page.request.get('/api/v1/billing/usage/current')).json();
  expect(after.current_period.impressions).toBe(1_234_567);
  expect(after.overages.impressions).toEqual({ amount: 234_567, cost: 28.15 });
});
