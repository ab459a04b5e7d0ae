import { ADMIN_PAGES } from '../app/components/frame/admin-pages.ts';
import { ADMIN, DELINQUENT, expect, JAPANESE, PUBLISHER, READONLY, test } from './fixtures/test.ts';

const MY_PAGES = [
  '/admin/billing',
  '/admin/billing/customers',
  '/admin/billing/audit',
  '/admin/billing/jobs',
  '/admin/billing/reviews',
  '/admin/billing/migrations',
];

test('an admin finds a customer by a part of its name and reads its whole story', async ({
  page,
  account,
  signIn,
}) => {
  const { name, email, customer_id: id, stripe_customer_id: stripeId } = await account(DELINQUENT);
  await signIn(ADMIN);
  await page.goto('/admin/billing');
  await page
    .getByRole('navigation', { name: 'Billing desk' })
    .getByRole('link', { name: 'Customers' })
    .click();
  const search = page.getByRole('searchbox');
  for (const text of [name.slice(2, 9), email.toUpperCase(), String(stripeId), String(id)]) {
    await search.fill(text);
    await page.getByRole('button', { name: 'Search', exact: true }).last().click();
    await expect(page).toHaveURL((url) => url.searchParams.get('q') === text);
    await expect(page.getByRole('table', { name: 'Customers' }).getByRole('link', { name })).toBeVisible();
  }
  await page.getByRole('table', { name: 'Customers' }).getByRole('link', { name }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  for (const title of [
    'Usage of the current period',
    'Subscriptions',
    'Newest invoices',
    'Newest payments',
  ]) {
    await expect(page.getByRole('heading', { name: title })).toBeVisible();
  }
  await expect(page.getByRole('region', { name: 'Dunning' })).toContainText('Retrying');
  await expect(page.getByRole('region', { name: 'Timeline' })).toContainText('not paid');
  await page.reload();
  await expect(page.getByRole('region', { name: 'Audit' })).toContainText('customer.story_read');
  const invoice = page.getByRole('table', { name: 'Newest invoices' }).getByRole('link').first();
  const number = (await invoice.textContent()) ?? '';
  await invoice.click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(number);
});

test('an admin runs a job now, sees it audited with its reason, and verifies the chain', async ({
  page,
  signIn,
}) => {
  await signIn(ADMIN);
  await page.goto('/admin/billing/jobs');
  const card = page.getByRole('region', { name: 'audit-seal' });
  await card.getByText('Run now').click();
  await card.getByRole('button', { name: 'Run audit-seal' }).click();
  await expect(card.getByText('Must have at least 3 characters.')).toBeVisible();
  await expect(card.getByText('Must be “audit-seal”.')).toBeVisible();
  const reason = `The auditor comes at noon ${crypto.randomUUID()}`;
  await card.getByLabel('Reason').fill(reason);
  await card.getByLabel('Confirmation').fill('audit-seal');
  await card.getByRole('button', { name: 'Run audit-seal' }).click();
  await expect(card.getByRole('list', { name: 'Last runs of audit-seal' })).toContainText(
    `${ADMIN}: ${reason}`,
  );
  await expect(card).not.toContainText('asked for a run');
  await expect(card).not.toContainText(/(?<!\d)0 ms/);

  await page.goto('/admin/billing/audit?action=job.run_requested&object_id=audit-seal');
  const row = page.getByRole('list', { name: 'Audit rows' }).getByRole('listitem').first();
  await row.locator('summary').click();
  await expect(row).toContainText(reason);
  await page.getByRole('button', { name: 'Verify now' }).click();
  await expect(page.getByRole('heading', { name: 'The trail is intact' })).toBeVisible();
  const response = await page.request.get('/api/v1/billing/audit.csv?action=job.run_requested');
  expect(await response.text()).toContain(reason);
});

test('staff finds a customer in the palette by two letters and opens its story with the keyboard alone', async ({
  page,
  account,
  signIn,
}) => {
  const { name } = await account(JAPANESE);
  await signIn(READONLY);
  await page.goto('/admin/billing');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Search' });
  await expect(palette.getByRole('textbox')).toBeFocused();
  await page.keyboard.type('recon');
  await expect(palette.getByRole('link', { name: 'Reconciliation' })).toBeVisible();
  await palette.getByRole('textbox').fill(name.slice(4, 6));
  await expect(palette.getByRole('link')).toHaveText([new RegExp(name)]);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
});

test('readonly sees all of the desk and can touch nothing', async ({ page, account, signIn }) => {
  const { customer_id: id } = await account(PUBLISHER);
  await signIn(READONLY);
  for (const path of [...MY_PAGES, `/admin/billing/customers/${id}`]) {
    expect((await page.goto(path))?.status(), path).toBe(200);
    await expect(page.getByText('Run now')).toHaveCount(0);
  }
  const { token } = await (await page.request.get('/api/v1/auth/csrf')).json();
  const form = { csrf: token, job: 'dunning', keyword: 'dunning', reason: 'I want to', id: '' };
  expect((await page.request.post('/admin/billing/jobs', { form })).status()).toBe(403);
});

test('a publisher is kept out of every page and endpoint of the desk', async ({ page, account, signIn }) => {
  const { customer_id: id } = await account(PUBLISHER);
  await signIn(PUBLISHER);
  const pages = [...ADMIN_PAGES.map(({ to }) => to), `/admin/billing/customers/${id}`, '/admin/billing/x/y'];
  const { token } = await (await page.request.get('/api/v1/auth/csrf')).json();
  for (const path of pages) {
    expect((await page.request.get(path)).status(), path).toBe(403);
    const form = { csrf: token, job: 'dunning', keyword: 'dunning', reason: 'I want to', id: '' };
    expect((await page.request.post(path, { form })).status(), path).toBeGreaterThanOrEqual(400);
  }
  for (const path of ['audit', 'audit.csv', 'audit/verify']) {
    expect((await page.request.get(`/api/v1/billing/${path}`)).status(), path).toBe(403);
  }
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });

  test('an admin searches, filters the trail and asks for a job', async ({ page, account, signIn }) => {
    const { name, email } = await account(PUBLISHER);
    await signIn(ADMIN);
    await page.goto('/admin/billing/customers');
    await page.getByRole('searchbox').fill(email);
    await page.getByRole('searchbox').press('Enter');
    await page.getByRole('table', { name: 'Customers' }).getByRole('link', { name }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);

    await page.goto('/admin/billing/audit');
    await page.locator('summary', { hasText: 'Filters' }).click();
    await page.getByLabel('Action').fill('customer.story_read');
    await page.getByRole('button', { name: 'Apply' }).click();
    await expect(page.getByRole('list', { name: 'Audit rows' })).toContainText('customer.story_read');
    await expect(page.getByRole('list', { name: 'Audit rows' })).not.toContainText('invoice.mirrored');

    await page.goto('/admin/billing/jobs');
    const card = page.getByRole('region', { name: 'audit-verify' });
    await card.getByText('Run now').click();
    await card.getByLabel('Reason').fill('Asked without a script');
    await card.getByLabel('Confirmation').fill('verify');
    await card.getByRole('button', { name: 'Run audit-verify' }).click();
    await expect(card.getByText('Must be “audit-verify”.')).toBeVisible();
    await expect(card.getByLabel('Reason')).toHaveValue('Asked without a script');
    await card.getByLabel('Confirmation').fill('audit-verify');
    await card.getByRole('button', { name: 'Run audit-verify' }).click();
    await expect(page.getByRole('region', { name: 'audit-verify' })).toContainText('Asked without a script');
  });
});

test('on a narrow screen the desk’s tabs show the open one, and the page stays at its top', async ({
  page,
  signIn,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(ADMIN);
  await page.goto('/admin/billing/jobs');
  const tabs = page.getByRole('navigation', { name: 'Billing desk' });
  const middleOf = async (name: string) => {
    const box = await tabs.getByRole('link', { name, exact: true }).boundingBox();
    return box === null ? Number.NaN : box.x + box.width / 2;
  };
  await expect.poll(() => middleOf('Jobs')).toBeLessThan(390);
  expect(await middleOf('Jobs')).toBeGreaterThan(0);
  expect(await page.evaluate(() => window.scrollY)).toBe(0);
  await tabs.getByRole('link', { name: 'Audit', exact: true }).click();
  await expect(page).toHaveURL(/\/audit$/);
  await expect.poll(() => middleOf('Audit')).toBeCloseTo(195, -1);
  await page.goto('/admin/billing');
  await expect.poll(() => middleOf('Overview')).toBeLessThan(195);
});
