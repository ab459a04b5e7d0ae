import { beforeAll, expect, test } from 'vitest';
import { insertTestInvoice } from '../../../dev/testing/invoices.ts';
import {
  insertTestCustomer,
  publisherActor,
  staffActor,
  type TestCustomer,
  testContext,
} from '../../../dev/testing/workers.ts';
import { MOST_CHOICES, matchCustomer } from './match-customer.ts';

const admin = testContext({ actor: staffActor('admin') });
let pixel: TestCustomer;

beforeAll(async () => {
  pixel = await insertTestCustomer({
    name: 'Pixel',
    email: 'billing@pixel.test',
    stripeCustomerId: 'cus_PixelForge1',
  });
  const forge = await insertTestCustomer({ name: 'Pixel Forge', email: 'finance@forge.test' });
  await insertTestInvoice(pixel, { number: 'PX-0001' });
  await insertTestInvoice(forge, { number: 'PX-00011' });
  await insertTestCustomer({ name: 'Pixel Two', email: 'finance@two.test' });
  for (let number = 1; number <= MOST_CHOICES + 1; number += 1) {
    await insertTestCustomer({ name: 'Twin', email: `twin${number}@twins.test` });
  }
});

test.each([
  ['its id', () => pixel.id.toUpperCase()],
  ['its id in Stripe', () => 'cus_PixelForge1'],
  ['an invoice number of it, with which another’s begins', () => 'px-0001'],
  ['its e-mail address', () => ' Billing@Pixel.test '],
  ['its whole name, which others begin with', () => 'pixel'],
])('a customer is meant by %s', async (_by, text) => {
  expect(await matchCustomer(admin, text())).toMatchObject({ kind: 'one', customer: { id: pixel.id } });
});

test('a part that only one has means that one', async () => {
  expect(await matchCustomer(admin, 'forge.test')).toMatchObject({
    kind: 'one',
    customer: { name: 'Pixel Forge' },
  });
});

test('a part that several have leaves the choice, and what nobody has finds none', async () => {
  const several = await matchCustomer(admin, 'Pix');
  expect(several).toMatchObject({
    kind: 'several',
    customers: [{ name: 'Pixel' }, { name: 'Pixel Forge' }, { name: 'Pixel Two' }],
    hasMore: false,
  });
  expect(await matchCustomer(admin, 'Nobody at all')).toEqual({ kind: 'none' });
});

test('a name that several bear leaves the choice, of the first eight', async () => {
  const several = await matchCustomer(admin, 'Twin');
  expect(several).toMatchObject({ kind: 'several', hasMore: true });
  expect(several.kind === 'several' && several.customers.length).toBe(MOST_CHOICES);
});

test('a publisher may not look', async () => {
  const publisher = testContext({ actor: publisherActor(pixel) });
  await expect(matchCustomer(publisher, 'Pixel')).rejects.toMatchObject({ code: 'forbidden' });
});
