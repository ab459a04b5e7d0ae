import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { stripeThrough } from '../../../dev/testing/broken-stripe.ts';
import { newDeliveries, settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import { signedEvent } from '../../../dev/testing/signed-event.ts';
import { ownerSql, testContext } from '../../../dev/testing/workers.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import { createCustomer } from '../customers/create-customer.ts';
import { mirrorObject } from '../mirror/mirror-object.ts';
import { processEvents } from './process-events.ts';

const ctx = testContext();

let customer: string;
let charge: string;
let invoice: string;

const UNTOUCHED = {
  status: 'pending',
  attempts: 0,
  deferrals: 0,
  takeovers: 0,
  history: [],
  lease_token: null,
};

async function eventRow(id: string) {
  const [row] = await ownerSql(
    `SELECT status, outcome, attempts, deferrals, takeovers, history, lease_token FROM events WHERE dedupe_key = $1`,
    [id],
  );
  return row;
}

async function heldLeases(): Promise<string[]> {
  const rows = await ownerSql('SELECT subject FROM object_leases WHERE lease_token IS NOT NULL');
  return rows.map(({ subject }) => String(subject));
}

function payment() {
  return ownerSql('SELECT amount_refunded_minor, invoice_id FROM payments WHERE stripe_charge_id = $1', [
    charge,
  ]);
}

beforeAll(async () => {
  await provisionCatalog(ctx);
  const { customerId, stripeCustomerId } = await createCustomer(ctx, {
    email: `${crypto.randomUUID()}@publisher.test`,
    name: 'Publisher',
    planId: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
    paymentMethod: 'pm_card_visa',
  });
  await settleWebhooks(ctx);
  const [row] = await ownerSql(
    `SELECT p.stripe_charge_id, i.stripe_invoice_id
       FROM payments p JOIN invoices i ON i.id = p.invoice_id WHERE p.customer_id = $1`,
    [customerId],
  );
  customer = stripeCustomerId;
  charge = String(row?.stripe_charge_id);
  invoice = String(row?.stripe_invoice_id);
});

afterEach(async () => {
  await ownerSql('TRUNCATE events, object_leases');
  await newDeliveries();
});

it('a charge whose invoice claims it while it is read is put back uncounted, and settled with the invoice', async () => {
  const [known] = await payment();
  await ownerSql('UPDATE payments SET invoice_id = NULL WHERE stripe_charge_id = $1', [charge]);
  const id = await signedEvent('charge.updated', { id: charge, object: 'charge' });
  let readings = 0;
  const stripe = stripeThrough(async ({ path }, send) => {
    if (path === '/v1/invoice_payments')
      return Response.json({ object: 'list', url: path, has_more: false, data: [] });
    const answer = await send();
    if (path === `/v1/charges/${charge}`) readings += 1;
    if (path === `/v1/charges/${charge}` && readings === 2)
      await mirrorObject(ctx, { type: 'invoice', id: invoice });
    return answer;
  });
  expect(await processEvents({ ...ctx, stripe })).toMatchObject({
    claimed: 2,
    postponed: 1,
    unchanged: 1,
    failed: 0,
    deferred: 0,
    moreDue: false,
  });
  expect(readings).toBe(2);
  expect(await eventRow(id)).toEqual({ ...UNTOUCHED, status: 'done', outcome: 'unchanged' });
  expect(await payment()).toEqual([known]);
  expect(await heldLeases()).toEqual([]);
});

describe('an invoice whose reading is refused again and again', () => {
  beforeEach(async () => {
    await ownerSql('UPDATE payments SET amount_refunded_minor = 1 WHERE stripe_charge_id = $1', [charge]);
    await ownerSql(`
      CREATE FUNCTION refuse_every_reading() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM refuse_outdated_reading('payment'); RETURN NEW; END $$`);
    await ownerSql(`
      CREATE TRIGGER refuse_every_reading BEFORE UPDATE ON payments
        FOR EACH ROW EXECUTE FUNCTION refuse_every_reading()`);
  });

  const believeAgain = () => ownerSql('DROP FUNCTION IF EXISTS refuse_every_reading CASCADE');

  afterEach(believeAgain);

  it('is left alone by this run after the third time, with nothing counted, held or dropped', async () => {
    const ids = [
      await signedEvent('invoice.updated', { id: invoice, object: 'invoice' }),
      await signedEvent('charge.updated', { id: charge, object: 'charge' }),
    ];
    const other = await signedEvent('customer.updated', { id: customer, object: 'customer' });
    const refused = await processEvents(ctx);
    expect(refused).toMatchObject({ claimed: 7, postponed: 6, unchanged: 1, moreDue: false, halted: null });
    expect(refused).toMatchObject({ failed: 0, deferred: 0, dead: 0, applied: 0 });
    for (const id of ids) expect(await eventRow(id)).toEqual({ ...UNTOUCHED, outcome: null });
    expect(await eventRow(other)).toMatchObject({ status: 'done' });
    expect(await heldLeases()).toEqual([]);

    await believeAgain();
    expect(await processEvents(ctx)).toMatchObject({ claimed: 2, applied: 2, postponed: 0, moreDue: false });
    for (const id of ids)
      expect(await eventRow(id)).toMatchObject({ status: 'done', attempts: 0, deferrals: 0 });
    expect(await payment()).toMatchObject([{ amount_refunded_minor: '0' }]);
  });
});
