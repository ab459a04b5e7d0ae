import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { stripeThrough } from '../../../dev/testing/broken-stripe.ts';
import { newDeliveries, settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import { ownerSql, testContext } from '../../../dev/testing/workers.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import { createCustomer } from '../customers/create-customer.ts';
import { applyPlan } from './apply-plan.ts';
import { isOutdated, takeLease } from './lease.ts';
import { mirrorObject } from './mirror-object.ts';
import type { MirrorPlan } from './plan.ts';
import { planMirror } from './plan-mirror.ts';
import type { MirrorTarget } from './target.ts';

const ctx = testContext();

/** Of one publisher's first payment, 99.00: Stripe's ids and ours. */
let charge: string;
let invoice: string;
let invoiceId: unknown;

async function rowOf(table: 'payments' | 'object_leases', column: string, value: string) {
  const [found] = await ownerSql(`SELECT * FROM ${table} WHERE ${column} = $1`, [value]);
  return found;
}

const payment = () => rowOf('payments', 'stripe_charge_id', charge);

function refunds() {
  return ownerSql(
    `SELECT r.amount_minor, r.invoice_id FROM refunds r JOIN payments p ON p.id = r.payment_id
      WHERE p.stripe_charge_id = $1`,
    [charge],
  );
}

/** As if the charge had been mirrored before anybody knew its invoice. */
function forgetInvoice() {
  return ownerSql('UPDATE payments SET invoice_id = NULL WHERE stripe_charge_id = $1', [charge]);
}

function claimForInvoice() {
  return ownerSql('UPDATE payments SET invoice_id = $2 WHERE stripe_charge_id = $1', [charge, invoiceId]);
}

async function plannedUnderLease(type: MirrorTarget['type'], id: string, restore = false) {
  const lease = await takeLease(ctx, `${type}:${id}`, 'takeOver');
  if (lease === null) throw new Error('the lease was not free');
  const { place } = lease;
  const request = { id, place, deletedAt: null, mirror: mirrorObject, restore };
  const plan: MirrorPlan = await planMirror(ctx, type, request);
  return { lease, plan };
}

beforeAll(() => provisionCatalog(ctx));

beforeEach(async () => {
  const { customerId } = await createCustomer(ctx, {
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
    `SELECT p.stripe_charge_id, p.invoice_id, i.stripe_invoice_id
       FROM payments p JOIN invoices i ON i.id = p.invoice_id WHERE p.customer_id = $1`,
    [customerId],
  );
  charge = String(row?.stripe_charge_id);
  invoice = String(row?.stripe_invoice_id);
  invoiceId = row?.invoice_id;
});

describe('a charge that was read for itself', () => {
  it.each([
    ['its invoice has come to be known', 'invoice_id = $2'],
    ['it has failed', `status = 'failed', invoice_id = $2`],
  ])('is kept out when %s meanwhile, and no reading is remembered', async (_what, written) => {
    await forgetInvoice();
    await ownerSql(`UPDATE payments SET status = 'pending' WHERE stripe_charge_id = $1`, [charge]);
    const planned = await plannedUnderLease('charge', charge);
    await ownerSql(`UPDATE payments SET ${written} WHERE stripe_charge_id = $1`, [charge, invoiceId]);
    const before = await payment();
    await expect(applyPlan(ctx, planned)).rejects.toSatisfy(isOutdated);
    expect(await payment()).toEqual(before);
    expect(await rowOf('object_leases', 'subject', `charge:${charge}`)).toMatchObject({
      read_from: null,
      lease_token: planned.lease.token,
    });
  });

  it('is believed no more than what stands here lets it', async () => {
    await forgetInvoice();
    await ownerSql(`UPDATE payments SET status = 'failed' WHERE stripe_charge_id = $1`, [charge]);
    const { plan } = await plannedUnderLease('charge', charge);
    expect(plan).toMatchObject({ outcome: 'unchanged', isBelieved: false });
  });

  it('is planned no more once its row names an invoice', async () => {
    await expect(plannedUnderLease('charge', charge)).rejects.toSatisfy(isOutdated);
  });

  it('writes no refund of a payment that its invoice has claimed meanwhile', async () => {
    await forgetInvoice();
    await ctx.stripe.refunds.create({ charge, amount: 1_000 });
    await ownerSql('UPDATE payments SET amount_refunded_minor = 1000 WHERE stripe_charge_id = $1', [charge]);
    const planned = await plannedUnderLease('charge', charge);
    await claimForInvoice();
    await expect(applyPlan(ctx, planned)).rejects.toSatisfy(isOutdated);
    expect(await refunds()).toEqual([]);
  });

  it('reads its invoice instead when that has claimed it meanwhile: 10.00 refunded since stay refunded', async () => {
    await forgetInvoice();
    let readings = 0;
    const stripe = stripeThrough(async ({ path }, send) => {
      const isList = path === '/v1/invoice_payments' && readings < 2;
      if (isList) return Response.json({ object: 'list', url: path, has_more: false, data: [] });
      const answer = await send();
      if (path === `/v1/charges/${charge}`) readings += 1;
      if (path === `/v1/charges/${charge}` && readings === 2) {
        await ctx.stripe.refunds.create({ charge, amount: 1_000 });
        await mirrorObject(ctx, { type: 'invoice', id: invoice });
      }
      return answer;
    });
    expect(await mirrorObject({ ...ctx, stripe }, { type: 'charge', id: charge })).toBe('unchanged');
    expect(readings).toBe(2);
    expect(await payment()).toMatchObject({ amount_refunded_minor: '1000', invoice_id: invoiceId });
    expect(await refunds()).toEqual([{ amount_minor: '1000', invoice_id: invoiceId }]);
    const lease = await rowOf('object_leases', 'subject', `charge:${charge}`);
    expect(lease).toMatchObject({ lease_token: null });
  });
});

describe('a charge that neither its own reading nor its invoice knew', () => {
  beforeEach(async () => {
    await ownerSql('DELETE FROM payments WHERE stripe_charge_id = $1', [charge]);
  });

  it.each(['charge first', 'invoice first'])(
    'is written by the %s, and the other is outdated',
    async (order) => {
      const plans = [await plannedUnderLease('charge', charge), await plannedUnderLease('invoice', invoice)];
      const [first, second] = order === 'charge first' ? plans : plans.toReversed();
      if (first === undefined || second === undefined) throw new Error('two plans were made');
      await applyPlan(ctx, first);
      await expect(applyPlan(ctx, second)).rejects.toSatisfy(isOutdated);
      expect(await payment()).toMatchObject({ invoice_id: order === 'charge first' ? null : invoiceId });
      await mirrorObject(ctx, { type: 'invoice', id: invoice });
      expect(await payment()).toMatchObject({ invoice_id: invoiceId, status: 'succeeded' });
    },
  );
});

it('a refund that both readings found is written once, and the other is outdated', async () => {
  await forgetInvoice();
  await ctx.stripe.refunds.create({ charge, amount: 1_000 });
  await newDeliveries();
  const ofCharge = await plannedUnderLease('charge', charge);
  const ofInvoice = await plannedUnderLease('invoice', invoice);
  await applyPlan(ctx, ofCharge);
  await expect(applyPlan(ctx, ofInvoice)).rejects.toSatisfy(isOutdated);
  await mirrorObject(ctx, { type: 'invoice', id: invoice });
  expect(await refunds()).toEqual([{ amount_minor: '1000', invoice_id: invoiceId }]);
});

describe('an invoice that was read before 10.00 were refunded', () => {
  const knowRefund = () =>
    ownerSql('UPDATE payments SET amount_refunded_minor = 1000 WHERE stripe_charge_id = $1', [charge]);

  it.each([
    ['wrote that', { isKnown: false, restore: false }],
    ['found that here already', { isKnown: true, restore: false }],
    ['wrote that, also where a person has it restored', { isKnown: false, restore: true }],
  ])('is outdated when a newer reading of its charge %s', async (_found, { isKnown, restore }) => {
    await forgetInvoice();
    const older = await plannedUnderLease('invoice', invoice, restore);
    await ctx.stripe.refunds.create({ charge, amount: 1_000 });
    if (isKnown) await knowRefund();
    await applyPlan(ctx, await plannedUnderLease('charge', charge));
    const written = await payment();
    expect(written).toMatchObject({ amount_refunded_minor: '1000', invoice_id: null });
    await expect(applyPlan(ctx, older)).rejects.toSatisfy(isOutdated);
    expect(await payment()).toEqual(written);

    await mirrorObject(ctx, { type: 'invoice', id: invoice });
    expect(await payment()).toMatchObject({ amount_refunded_minor: '1000', invoice_id: invoiceId });
  });
});
