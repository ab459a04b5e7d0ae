import { readFile } from 'node:fs/promises';
import { expect, PUBLISHER, test } from './fixtures/test.ts';

test('a publisher signs in and follows the usage to an invoice, its lines and its PDF', async ({
  page,
  account,
}) => {
  const { name } = await account(PUBLISHER);

  await page.goto('/billing/usage');
  await expect(page).toHaveURL(/\/sign-in\?returnTo=/);
  await page.getByRole('button', { name }).click();
  await expect(page).toHaveURL('/billing/usage');

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Usage');
  await expect(page.getByText('Growth plan')).toBeVisible();
  for (const metric of ['Impressions', 'API calls', 'Data transfer']) {
    await expect(page.getByRole('progressbar', { name: `${metric} used of plan` })).toBeVisible();
    await expect(page.getByRole('figure', { name: `${metric} by day` })).toBeVisible();
  }

  await page.getByRole('link', { name: 'Invoices' }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Invoices');
  const rows = page.getByRole('table', { name: 'Invoices, newest first' }).locator('tbody tr');
  await expect(rows).toHaveCount(14);

  await page.getByLabel('Status').filter({ visible: true }).selectOption('open');
  await page.getByRole('button', { name: 'Apply' }).filter({ visible: true }).click();
  await expect(page).toHaveURL(/status=open/);
  await expect(rows).toHaveCount(0);
  await page.getByLabel('Status').filter({ visible: true }).selectOption('paid');
  await page.getByRole('button', { name: 'Apply' }).filter({ visible: true }).click();
  await expect(rows).toHaveCount(14);
  await expect(rows.first()).toContainText('Paid');

  const number = (await rows.first().getByRole('link').first().textContent()) ?? '';
  const amount = (await rows.first().getByRole('cell').nth(4).textContent()) ?? '';
  await rows.first().getByRole('link', { name: number, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(number);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Paid');
  await expect(page.getByRole('region', { name: 'Charges' })).toContainText(amount);

  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download PDF' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe(`invoice-${number}.pdf`);
  const pdf = await readFile(await download.path());
  expect(new TextDecoder('latin1').decode(pdf.subarray(0, 5))).toBe('%PDF-');
});

test('the lines of an invoice add up to it, and its PDF is not sent twice', async ({ page, signIn }) => {
  await signIn(PUBLISHER);
  const { invoices } = await (await page.request.get('/api/v1/billing/invoices?limit=1')).json();
  const [{ id, amount }] = invoices;
  const invoice = await (await page.request.get(`/api/v1/billing/invoices/${id}`)).json();
  const sum = invoice.line_items.reduce((total: number, line: { amount: number }) => total + line.amount, 0);
  expect(sum).toBe(amount);
  expect(invoice.line_items.length).toBeGreaterThan(1);

  const first = await page.request.get(`/api/v1/billing/invoices/${id}/pdf`);
  expect(first.headers()['content-type']).toBe('application/pdf');
  const etag = first.headers().etag ?? '';
  expect(etag).toMatch(/^"/);
  const again = await page.request.get(`/api/v1/billing/invoices/${id}/pdf`, {
    headers: { 'If-None-Match': etag },
  });
  expect(again.status()).toBe(304);
});

test('signing in, the pages and the filter work without JavaScript', async ({ browser, world, account }) => {
  const { name } = await account(PUBLISHER);
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: world.url });
  const page = await context.newPage();
  await page.goto('/billing/invoices?status=paid');
  await page.getByRole('button', { name }).click();
  await expect(page).toHaveURL('/billing/invoices?status=paid');
  await page.getByLabel('Status').filter({ visible: true }).selectOption('open');
  await page.getByRole('button', { name: 'Apply' }).filter({ visible: true }).click();
  await expect(page).toHaveURL(/status=open/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Invoices');
  await context.close();
});

test('what is typed right after the shortcut of the palette is in its field, and Enter opens the first', async ({
  page,
  signIn,
}) => {
  await signIn(PUBLISHER);
  await page.goto('/billing/invoices', { waitUntil: 'networkidle' });
  const hasFieldAtOnce = await page.evaluate(() => {
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true }));
    return document.activeElement?.matches('dialog input');
  });
  expect(hasFieldAtOnce).toBe(true);
  await page.keyboard.press('Escape');
  const palette = page.getByRole('dialog', { name: 'Search' });
  await expect(palette).toBeHidden();
  await page.keyboard.press('Control+K');
  await page.keyboard.type('usage');
  await expect(palette.getByRole('textbox')).toHaveValue('usage');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Usage');
});

test('on a phone the days of a big account fit beside each other', async ({ page, signIn }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn('ap@meridian-media.example');
  await page.goto('/billing/usage');
  for (const label of ['Impressions', 'API calls', 'Data transfer']) {
    await page.getByText(`${label} by day as a table`).click();
  }
  await expect(page.getByRole('columnheader', { name: 'Running total' }).last()).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});
