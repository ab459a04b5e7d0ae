import { ADMIN, expect, PUBLISHER, test } from './fixtures/test.ts';

const ONE_TRIP = { http_requests: 1, ws_connections: 0 };

for (const path of [
  '/billing/usage',
  '/billing/usage/explain?metric=impressions',
  '/billing/usage/what-if',
  '/billing/usage/what-if?periods=3&impressions=62000000',
  '/billing/invoices',
  '/billing/invoices?status=paid&start_date=2026-01-01',
  '/billing/invoices/<id>',
  '/billing/subscription',
  '/billing/settings',
  '/billing/notifications',
  '/billing/notifications?unread_only=true&page=2',
  '/api/v1/billing/usage/current',
  '/api/v1/billing/invoices?page=2&limit=5',
  '/api/v1/billing/invoices/<id>',
  '/api/v1/billing/invoices/<id>/pdf',
]) {
  test(`a publisher's ${path} takes one trip to the database`, async ({ page, control, signIn }) => {
    await signIn(PUBLISHER);
    const { invoices } = await (await page.request.get('/api/v1/billing/invoices?limit=1')).json();
    await control.settle();
    await control.resetStats();
    const response = await page.request.get(path.replace('<id>', invoices[0].id));
    expect(response.status()).toBe(200);
    expect((await control.stats()).web.database).toMatchObject(ONE_TRIP);
  });
}

for (const path of [
  '/admin/billing',
  '/admin/billing/customers',
  '/admin/billing/customers?q=lumen',
  '/admin/billing/customers/<customer>',
  '/admin/billing/audit?role=admin',
  '/admin/billing/jobs',
  '/api/v1/billing/audit?limit=5',
]) {
  test(`an admin's ${path} takes one trip to the database`, async ({ page, account, control, signIn }) => {
    const { customer_id: customer } = await account(PUBLISHER);
    await signIn(ADMIN);
    await control.settle();
    await control.resetStats();
    const response = await page.request.get(path.replace('<customer>', String(customer)));
    expect(response.status()).toBe(200);
    expect((await control.stats()).web.database).toMatchObject(ONE_TRIP);
  });
}
