import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { ADMIN, DELINQUENT, expect, JAPANESE, PUBLISHER, test } from './fixtures/test.ts';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const PAGES = [
  { title: 'the sign-in page', email: null, path: '/sign-in' },
  { title: 'usage over the plan', email: PUBLISHER, path: '/billing/usage' },
  { title: 'usage in Japanese', email: JAPANESE, path: '/billing/usage' },
  { title: 'a charge explained', email: PUBLISHER, path: '/billing/usage/explain?metric=impressions' },
  { title: 'what if', email: PUBLISHER, path: '/billing/usage/what-if' },
  {
    title: 'what if, with volumes of its own, in yen',
    email: JAPANESE,
    path: '/billing/usage/what-if?impressions=62000000&data_transfer_gb=1250.5',
  },
  {
    title: 'what if, of values that make no sense',
    email: PUBLISHER,
    path: '/billing/usage/what-if?periods=99&api_calls=many',
  },
  { title: 'the invoices', email: PUBLISHER, path: '/billing/invoices' },
  { title: 'the invoices, none found', email: PUBLISHER, path: '/billing/invoices?status=void' },
  { title: 'a filter that makes no sense', email: PUBLISHER, path: '/billing/invoices?start_date=yesterday' },
  { title: 'a paid invoice', email: PUBLISHER, path: '/billing/invoices/<newest>' },
  { title: 'an invoice whose payment failed', email: DELINQUENT, path: '/billing/invoices/<newest>' },
  { title: 'the subscription', email: PUBLISHER, path: '/billing/subscription' },
  { title: 'the settings', email: PUBLISHER, path: '/billing/settings' },
  { title: 'the notifications', email: PUBLISHER, path: '/billing/notifications' },
  { title: 'the last page of notifications', email: PUBLISHER, path: '/billing/notifications?page=500' },
  { title: 'the migrations', email: ADMIN, path: '/admin/billing/migrations' },
  { title: 'the reviews', email: ADMIN, path: '/admin/billing/reviews' },
  { title: 'the admin overview', email: ADMIN, path: '/admin/billing' },
  { title: 'the customers', email: ADMIN, path: '/admin/billing/customers' },
  { title: 'the audit trail', email: ADMIN, path: '/admin/billing/audit?verify=1' },
  { title: 'an audit filter that makes no sense', email: ADMIN, path: '/admin/billing/audit?from=yesterday' },
  { title: 'a customer’s story', email: ADMIN, path: '/admin/billing/customers/<customer>' },
  { title: 'the jobs', email: ADMIN, path: '/admin/billing/jobs' },
  { title: 'a refusal', email: PUBLISHER, path: '/admin/billing' },
  { title: 'a page that does not exist', email: PUBLISHER, path: '/billing/nowhere' },
];

for (const { title, email, path } of PAGES) {
  test(`${title}: no barrier in light and dark, and nothing wider than a 390 px screen`, async ({
    page,
    account,
    signIn,
  }) => {
    if (email !== null) await signIn(email);
    const { customer_id: customer } = await account(PUBLISHER);
    await page.goto((await withNewest(page, path)).replace('<customer>', String(customer)));
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await barriers(page), colorScheme).toEqual([]);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await barriers(page), 'on a small screen').toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
}

async function withNewest(page: Page, path: string): Promise<string> {
  if (!path.includes('<newest>')) return path;
  const { invoices } = await (await page.request.get('/api/v1/billing/invoices?limit=1')).json();
  return path.replace('<newest>', invoices[0].id);
}

async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}\n${html}\n${failureSummary}`),
  );
}
