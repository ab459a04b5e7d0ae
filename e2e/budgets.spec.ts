import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/test.ts';

/** Starter, billed in pounds. */
const BRITISH = 'finance@kestrel-studios.example';

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with a script' : 'without a script', () => {
    test.use({ javaScriptEnabled });

    test('a budget is made, edited wrongly, edited well and deleted', async ({ page, signIn }) => {
      await signIn(BRITISH);
      await page.goto('/billing/usage');
      const card = page.getByRole('region', { name: 'Budgets' });
      await card.getByText('Add a budget').click();
      await card.getByLabel('Amount in GBP').fill('900');
      await card.getByRole('button', { name: 'Add budget' }).click();
      const item = card.getByRole('listitem');
      await expect(item).toContainText('of £900.00');

      const form = await openForm(page);
      await expect(form.getByLabel('Amount in GBP')).toHaveValue('900');
      await form.getByLabel('Amount in GBP').fill('-5');
      await form.getByLabel('Warn at (%)').fill('90, 60');
      await form.getByLabel('Of').selectOption('What is spent');
      await form.getByRole('button', { name: 'Save budget' }).click();
      await expect(form.getByText('Must be more than 0.')).toBeVisible();
      await expect(form.getByText('Must rise, each percent once.')).toBeVisible();
      await expect(form.getByLabel('Amount in GBP')).toHaveValue('-5');
      await expect(form.getByLabel('Warn at (%)')).toHaveValue('90, 60');
      await expect(form.getByLabel('Of')).toHaveValue('actual');
      await expect(item).toContainText('of £900.00');

      await form.getByLabel('Name').fill('Kestrel');
      await form.getByLabel('Amount in GBP').fill('1,250.50');
      await form.getByLabel('Warn at (%)').fill('60 90');
      await form.getByRole('button', { name: 'Save budget' }).click();
      await expect(item).toContainText('of £1,250.50');
      await expect(item).toContainText('Warns at 60% and 90% of what is spent');
      await expect(form.getByRole('button', { name: 'Save budget' })).toBeHidden();

      await item.getByRole('button', { name: 'Delete the budget Kestrel' }).click();
      await expect(item).toHaveCount(0);
    });
  });
}

test('a budget that another window has changed is not overwritten unseen', async ({ page, signIn }) => {
  await signIn(BRITISH);
  const made = await page.request.get('/api/v1/auth/csrf');
  const { token } = await made.json();
  const headers = { 'X-CSRF-Token': token };
  const created = await page.request.post('/api/v1/billing/budgets', {
    headers,
    data: { amount: 900, currency: 'gbp' },
  });
  const path = `/api/v1/billing/budgets/${(await created.json()).id}`;
  await page.goto('/billing/usage');
  const form = await openForm(page);
  expect((await page.request.patch(path, { headers, data: { amount: 950 } })).status()).toBe(200);
  await form.getByLabel('Amount in GBP').fill('800');
  await form.getByRole('button', { name: 'Save budget' }).click();
  await expect(form.getByText('The budget was changed at the same time. Look at it again.')).toBeVisible();
  const item = page.getByRole('region', { name: 'Budgets' }).getByRole('listitem');
  await expect(item).toContainText('of £950.00');
  await form.getByRole('button', { name: 'Save budget' }).click();
  await expect(item).toContainText('of £800.00');
  await page.request.delete(path, { headers });
});

async function openForm(page: Page) {
  const item = page.getByRole('region', { name: 'Budgets' }).getByRole('listitem');
  await item.getByText('Edit').click();
  return item.locator('form').filter({ has: page.getByLabel('Warn at (%)') });
}
