import type { Page } from '@playwright/test';
import { DELINQUENT, expect, JAPANESE, PUBLISHER, test } from './fixtures/test.ts';

const NARROWEST = { width: 320, height: 700 };

/** Whose figures are long: in euros and German, in Canadian words, on the largest plan, in pounds. */
const ACCOUNTS = [
  PUBLISHER,
  JAPANESE,
  DELINQUENT,
  'buchhaltung@spielwerk.example',
  'accounts@northwind-interactive.example',
  'ap@meridian-media.example',
  'finance@kestrel-studios.example',
];

const PATHS = [
  '/billing/usage',
  '/billing/usage/explain?metric=impressions',
  '/billing/usage/explain?metric=api_calls',
  '/billing/usage/explain?metric=data_transfer_bytes',
  '/billing/usage/what-if',
  '/billing/usage/what-if?impressions=62000000&data_transfer_gb=123456.123456789',
  '/billing/invoices',
  '/billing/subscription',
  '/billing/settings',
  '/billing/notifications',
];

for (const email of ACCOUNTS) {
  test(`${email}: nothing on a page is wider than a 320 px screen, with all that opens open`, async ({
    page,
    signIn,
  }) => {
    test.slow();
    await signIn(email);
    await page.setViewportSize(NARROWEST);
    for (const path of [...PATHS, await newestInvoice(page), await closedPeriod(page)]) {
      await page.goto(path);
      expect.soft(await widthWithAllOpen(page), path).toBeLessThanOrEqual(NARROWEST.width);
    }
  });
}

async function newestInvoice(page: Page): Promise<string> {
  const { invoices } = await (await page.request.get('/api/v1/billing/invoices?limit=1')).json();
  return `/billing/invoices/${invoices[0].id}`;
}

/** The one before the running one, with all its days. */
async function closedPeriod(page: Page): Promise<string> {
  const { periods } = await (await page.request.get('/api/v1/billing/usage/history?months=2')).json();
  return `/billing/usage?period_start=${periods[1].start}`;
}

function widthWithAllOpen(page: Page): Promise<number> {
  return page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
    return document.documentElement.scrollWidth;
  });
}
