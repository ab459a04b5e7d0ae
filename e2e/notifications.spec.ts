import { expect, test } from './fixtures/test.ts';

/** Starter, over its limits period after period. */
const TOLD_OFTEN = 'accounts@northwind-interactive.example';
const TOLD_OF_LIMITS = 'billing@pixelforge.example';

test('the bell counts, one notice is marked as read, then all of them; the count follows', async ({
  page,
  signIn,
}) => {
  await signIn(TOLD_OFTEN);
  await page.goto('/billing/usage');
  const bell = page.getByRole('banner').getByRole('link', { name: /^Notifications/ });
  const before = Number(/(\d+) unread/.exec((await bell.getAttribute('aria-label')) ?? '')?.[1]);
  expect(before).toBeGreaterThan(20);

  await bell.click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Notifications');
  const items = page.getByRole('list', { name: 'Notifications' }).getByRole('listitem');
  await expect(items).toHaveCount(20);
  await items
    .first()
    .getByRole('button', { name: /^Mark as read/ })
    .click();
  await expect(bell).toHaveAccessibleName(`Notifications, ${before - 1} unread`);
  await expect(items.first().getByRole('button')).toHaveCount(0);

  await page.getByRole('link', { name: /^Unread/ }).click();
  await expect(page.getByRole('link', { name: 'Older' })).toBeVisible();
  await page.getByRole('button', { name: 'Mark all as read' }).click();
  await expect(page.getByRole('heading', { name: 'All read' })).toBeVisible();
  await expect(bell).toHaveAccessibleName('Notifications');
});

test('a notice leads to the period that it is about', async ({ page, signIn }) => {
  await signIn(TOLD_OF_LIMITS);
  await page.goto('/billing/notifications');
  const first = page.getByRole('list', { name: 'Notifications' }).getByRole('link').first();
  const [metric = ''] = ((await first.textContent()) ?? '').split(':');
  await first.click();
  await expect(page).toHaveURL(/\/billing\/usage\?period_start=/);
  await expect(page.getByRole('heading', { name: metric })).toBeVisible();
});

test('a page that makes no sense is refused, one past the last leads to the last', async ({
  page,
  signIn,
}) => {
  await signIn(TOLD_OFTEN);
  expect((await page.goto('/billing/notifications?page=0'))?.status()).toBe(400);
  await page.goto('/billing/notifications?page=500');
  await expect(page).not.toHaveURL(/page=500/);
  await expect(page.getByRole('list', { name: 'Notifications' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Older' })).toHaveCount(0);
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });

  test('notices are read and marked', async ({ page, signIn }) => {
    await signIn(TOLD_OF_LIMITS);
    await page.goto('/billing/notifications?unread_only=true');
    const items = page.getByRole('list', { name: 'Notifications' }).getByRole('listitem');
    const bell = page.getByRole('banner').getByRole('link', { name: /^Notifications/ });
    const before = Number(/(\d+) unread/.exec((await bell.getAttribute('aria-label')) ?? '')?.[1]);
    expect(before).toBeGreaterThan(1);
    const [first, second] = [items.nth(0), items.nth(1)];
    const next = (await second.textContent()) ?? '';
    const title = (await first.getByRole('link').textContent()) ?? '';
    await first.getByRole('button', { name: `Mark as read: ${title}` }).click();
    await expect(bell).toHaveAccessibleName(`Notifications, ${before - 1} unread`);
    await expect(first).toHaveText(next);
    await expect(page).toHaveURL('/billing/notifications?unread_only=true');
    await page.getByRole('button', { name: 'Mark all as read' }).click();
    await expect(page.getByRole('heading', { name: 'All read' })).toBeVisible();
  });
});
