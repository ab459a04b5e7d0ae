import { DELINQUENT, expect, PUBLISHER, test } from './fixtures/test.ts';

test("another publisher's invoice is 404 as a page, in the API and as a PDF", async ({ page, signIn }) => {
  await signIn(DELINQUENT);
  const { invoices } = await (await page.request.get('/api/v1/billing/invoices?limit=1')).json();
  const [{ id }] = invoices;
  expect((await page.request.get(`/api/v1/billing/invoices/${id}`)).status()).toBe(200);

  await signIn(PUBLISHER);
  const response = await page.goto(`/billing/invoices/${id}`);
  expect(response?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is nothing here');
  for (const path of [`/api/v1/billing/invoices/${id}`, `/api/v1/billing/invoices/${id}/pdf`]) {
    const answer = await page.request.get(path);
    expect(answer.status()).toBe(404);
    expect(answer.headers()['content-type']).toContain('application/problem+json');
  }
});

test("customer_id in the address does not lead a publisher to another's data", async ({
  page,
  account,
  signIn,
}) => {
  const { customer_id: other } = await account(DELINQUENT);
  await signIn(PUBLISHER);
  const own = await (await page.request.get('/api/v1/billing/invoices')).json();
  const asked = await (await page.request.get(`/api/v1/billing/invoices?customer_id=${other}`)).json();
  expect(asked).toEqual(own);
});
