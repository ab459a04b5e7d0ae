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
      const told = card.getByRole('status');
      await expect(told).toHaveText('Budget added.');

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
      await expect(told).toHaveText('');

      await form.getByLabel('Name').fill('Kestrel');
      await form.getByLabel('Amount in GBP').fill('1,250.50');
      await form.getByLabel('Warn at (%)').fill('60 90');
      await form.getByRole('button', { name: 'Save budget' }).click();
      await expect(item).toContainText('of £1,250.50');
      await expect(item).toContainText('Warns at 60% and 90% of what is spent');
      await expect(form.getByRole('button', { name: 'Save budget' })).toBeHidden();
      await expect(told).toHaveText('Budget saved.');
      await page.reload();
      await expect(item).toContainText('of £1,250.50');
      await expect(told).toHaveText('');

      const confirm = item.getByRole('button', { name: 'Delete the budget Kestrel' });
      await expect(confirm).toBeHidden();
      await item.locator('summary', { hasText: 'Delete' }).click();
      await expect(item).toContainText('its open warnings end with it');
      await confirm.click();
      await expect(item).toHaveCount(0);
      await expect(told).toHaveText('Budget deleted.');
    });
  });
}

test('a budget that another window has changed is not overwritten unseen', async ({ page, signIn }) => {
  await signIn(BRITISH);
  const { path, headers } = await makeBudget(page);
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

test('without a script a change keeps what was seen when it was begun, also through a refused try', async ({
  browser,
  world,
  page,
  signIn,
}) => {
  await signIn(BRITISH);
  const { path, headers } = await makeBudget(page);
  const plain = await browser.newContext({
    javaScriptEnabled: false,
    baseURL: world.url,
    storageState: await page.context().storageState(),
  });
  const slow = await plain.newPage();
  await slow.goto('/billing/usage');
  const form = await openForm(slow);
  await form.getByLabel('Amount in GBP').fill('abc');
  expect((await page.request.patch(path, { headers, data: { amount: 950 } })).status()).toBe(200);
  await form.getByRole('button', { name: 'Save budget' }).click();
  await expect(form.getByLabel('Amount in GBP')).toHaveValue('abc');
  await form.getByLabel('Amount in GBP').fill('800');
  await form.getByRole('button', { name: 'Save budget' }).click();
  await expect(form.getByText('The budget was changed at the same time. Look at it again.')).toBeVisible();
  await expect(budgetsOf(slow).getByRole('listitem')).toContainText('of £950.00');
  await plain.close();
  await page.request.delete(path, { headers });
});

test('a form of a new budget that is sent twice makes one', async ({ page, signIn }) => {
  await signIn(BRITISH);
  await page.goto('/billing/usage');
  await budgetsOf(page).getByText('Add a budget').click();
  const form = budgetsOf(page).locator('form').last();
  await form.getByLabel('Amount in GBP').fill('700');
  const sent = await form.evaluate((node) =>
    Object.fromEntries(
      [...new FormData(node as HTMLFormElement)].map(([name, value]) => [name, String(value)]),
    ),
  );
  await Promise.all([1, 2].map(() => page.request.post('/billing/usage', { form: sent, maxRedirects: 0 })));
  await page.reload();
  await expect(budgetsOf(page).getByRole('listitem')).toHaveCount(1);
  await deleteBudget(page);
  await expect(budgetsOf(page).getByRole('listitem')).toHaveCount(0);
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with a script' : 'without a script', () => {
    test.use({ javaScriptEnabled });

    test('what was typed for a budget that is gone can be added anew', async ({ page, signIn }) => {
      await signIn(BRITISH);
      const { path, headers } = await makeBudget(page);
      await page.goto('/billing/usage');
      const change = await openForm(page);
      await change.getByLabel('Amount in GBP').fill('1234');
      await change.getByLabel('Warn at (%)').fill('70');
      await page.request.delete(path, { headers });
      await change.getByRole('button', { name: 'Save budget' }).click();
      await expect(budgetsOf(page).getByText('This budget was deleted in the meantime')).toBeVisible();
      const anew = budgetsOf(page).locator('form').last();
      await expect(anew.getByLabel('Amount in GBP')).toHaveValue('1234');
      await expect(anew.getByLabel('Warn at (%)')).toHaveValue('70');
      await anew.getByRole('button', { name: 'Add budget' }).click();
      await expect(budgetsOf(page).getByRole('listitem')).toContainText('of £1,234.00');
      await deleteBudget(page);
      await expect(budgetsOf(page).getByRole('listitem')).toHaveCount(0);
    });
  });
}

test('what is typed stays while the page learns other things and goes elsewhere on itself', async ({
  page,
  signIn,
}) => {
  await signIn(BRITISH);
  const { path, headers } = await makeBudget(page);
  await page.goto('/billing/usage');
  const change = await openForm(page);
  await change.getByLabel('Amount in GBP').fill('abc');
  await change.getByRole('button', { name: 'Save budget' }).click();
  await expect(change.getByText('Must be a plain decimal number.')).toBeVisible();
  await change.getByLabel('Name').fill('Half typed');
  await budgetsOf(page).getByText('Add a budget').click();
  const added = budgetsOf(page).locator('form').last();
  await added.getByLabel('Amount in GBP').fill('432');
  const keyOf = () => page.evaluate(() => window.history.state.key);
  const before = await keyOf();
  await page.getByRole('navigation').getByRole('link', { name: 'Usage', exact: true }).click();
  await expect.poll(keyOf).not.toBe(before);
  await expect(change.getByText('Must be a plain decimal number.')).toBeVisible();
  await expect(added.getByLabel('Amount in GBP')).toHaveValue('432');
  await expect(added.getByLabel('Amount in GBP')).toBeVisible();
  await expect(change.getByLabel('Name')).toHaveValue('Half typed');
  await expect(change.getByLabel('Amount in GBP')).toHaveValue('abc');
  await page.request.delete(path, { headers });
});

function budgetsOf(page: Page) {
  return page.getByRole('region', { name: 'Budgets' });
}

/** The only one. */
async function deleteBudget(page: Page) {
  await budgetsOf(page).locator('summary', { hasText: 'Delete' }).click();
  await budgetsOf(page)
    .getByRole('button', { name: /^Delete the budget/ })
    .click();
}

/** Of £900.00, by the API. */
async function makeBudget(page: Page) {
  const { token } = await (await page.request.get('/api/v1/auth/csrf')).json();
  const headers = { 'X-CSRF-Token': token };
  const created = await page.request.post('/api/v1/billing/budgets', {
    headers,
    data: { amount: 900, currency: 'gbp' },
  });
  return { headers, path: `/api/v1/billing/budgets/${(await created.json()).id}` };
}

async function openForm(page: Page) {
  const item = page.getByRole('region', { name: 'Budgets' }).getByRole('listitem');
  await item.getByText('Edit').click();
  return item.locator('form').filter({ has: page.getByLabel('Warn at (%)') });
}
