import { expect, test } from 'vitest';
import type { TestClaims } from '../../dev/testing/api.ts';
import { insertTestInvoice } from '../../dev/testing/invoices.ts';
import { ADMIN, visit } from '../../dev/testing/page.ts';
import { insertTestCustomer, ownerSql } from '../../dev/testing/workers.ts';
import { loader as loadInvoices } from '../routes/billing.invoices._index/route.tsx';

async function open(claims: TestClaims | null, query = '') {
  const { args, trips } = await visit(`/billing/invoices${query}`, { claims });
  const answer = await loadInvoices(args).then(
    ({ data, init }) => ({ data, status: init?.status ?? 200, location: null }),
    (thrown: Response) => ({ data: null, status: thrown.status, location: thrown.headers.get('location') }),
  );
  return { ...answer, trips: trips() };
}

async function readsOf(customerId: string) {
  return ownerSql('SELECT actor_id, action FROM billing_audit WHERE customer_id = $1', [customerId]);
}

test('a publisher sees its own invoices whatever customer_id says, in one trip and without an audit row', async () => {
  const own = await insertTestCustomer();
  const other = await insertTestCustomer();
  const { number } = await insertTestInvoice(own);
  await insertTestInvoice(other);
  const claims = { role: 'publisher', customer_id: own.id };
  const { data, trips } = await open(claims, `?customer_id=${other.id}`);
  expect(data?.view?.rows.map((row) => row.number)).toEqual([number]);
  expect(data?.reading).toEqual({ unread: 0 });
  expect(trips).toBe(1);
  expect(await readsOf(own.id)).toEqual([]);
});

test('staff names the publisher: its invoices, its name and one audit row come in one trip', async () => {
  const customer = await insertTestCustomer({ name: 'Read by Staff' });
  const { number } = await insertTestInvoice(customer);
  const { data, trips } = await open(ADMIN, `?customer_id=${customer.id}`);
  expect(data?.view?.rows.map((row) => row.number)).toEqual([number]);
  expect(data?.reading).toEqual({ customerId: customer.id, customerName: 'Read by Staff', unread: 0 });
  expect(trips).toBe(1);
  expect(await readsOf(customer.id)).toEqual([{ actor_id: 'staff_1', action: 'invoice.list_read' }]);
});

test('staff without a publisher belongs on the admin page; one that does not exist is 404', async () => {
  expect(await open(ADMIN)).toMatchObject({ status: 302, location: '/admin/billing', trips: 0 });
  expect((await open(ADMIN, `?customer_id=${crypto.randomUUID()}`)).status).toBe(404);
  expect((await open(ADMIN, '?customer_id=everybody')).status).toBe(404);
});

test('a stranger goes to the sign-in page and comes back to the very query', async () => {
  const { location } = await open(null, '?status=paid');
  expect(location).toBe('/sign-in?returnTo=%2Fbilling%2Finvoices%3Fstatus%3Dpaid');
});

test('the form’s empty fields are no filters; a bad value is a 400 page that names its field', async () => {
  const customer = await insertTestCustomer();
  await insertTestInvoice(customer);
  const claims = { role: 'publisher', customer_id: customer.id };
  const empty = await open(claims, '?status=&start_date=&end_date=');
  expect(empty.status).toBe(200);
  expect(empty.data?.view).toMatchObject({ hasFilters: false, rangeLabel: '1 of 1' });
  const bad = await open(claims, '?status=foo&start_date=yesterday&limit=101&page=-1');
  expect(bad).toMatchObject({ status: 400, trips: 0 });
  expect(bad.data?.errors.map(({ path }) => path).sort()).toEqual(['limit', 'page', 'start_date', 'status']);
});
