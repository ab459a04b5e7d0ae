import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { stripeThrough } from '../../../dev/testing/broken-stripe.ts';
import { newDeliveries, settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import { signedEvent } from '../../../dev/testing/signed-event.ts';
import { ownerSql, testContext } from '../../../dev/testing/workers.ts';
import type { StripeClient } from '../../stripe/client.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import type { ServiceContext } from '../context.ts';
import { type CreatedCustomer, createCustomer } from '../customers/create-customer.ts';
import { mirrorObject } from '../mirror/mirror-object.ts';
import { type MirrorTarget, subjectOf } from '../mirror/target.ts';
import { processEvents } from './process-events.ts';

const ctx = testContext();
const MINUTE = 60_000;

let publisher: CreatedCustomer;

function later(minutes: number, of: ServiceContext = ctx): ServiceContext {
  return { ...of, now: new Date(ctx.now.getTime() + minutes * MINUTE) };
}

beforeAll(async () => {
  await provisionCatalog(ctx);
  publisher = await createCustomer(ctx, {
    email: `${crypto.randomUUID()}@publisher.test`,
    name: 'Publisher',
    planId: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
    paymentMethod: 'pm_card_visa',
  });
  await settleWebhooks(ctx);
});

afterEach(async () => {
  await ownerSql('TRUNCATE events, object_leases');
  await newDeliveries();
});

/** An invoice of 10.00 that is paid here and there, and a note over 4.00 of it that only Stripe knows of. */
async function paidAndCredited(): Promise<{ invoice: string; note: string }> {
  const customer = publisher.stripeCustomerId;
  const { id: invoice } = await ctx.stripe.invoices.create({ customer, currency: 'usd' });
  await ctx.stripe.invoiceItems.create({ customer, invoice, currency: 'usd', amount: 1_000 });
  await ctx.stripe.invoices.finalizeInvoice(invoice, { auto_advance: false });
  await ctx.stripe.invoices.pay(invoice, { paid_out_of_band: true });
  await settleWebhooks(ctx);
  await ownerSql('TRUNCATE events, object_leases');
  const { id: note } = await ctx.stripe.creditNotes.create({
    invoice,
    out_of_band_amount: 400,
    lines: [{ type: 'custom_line_item', description: 'Less', quantity: 1, unit_amount: 400 }],
  });
  await newDeliveries();
  return { invoice, note };
}

/** Stripe as it was before the invoice was paid and credited. */
function echoOf(invoice: string, meanwhile: () => Promise<void> = async () => {}): StripeClient {
  return stripeThrough(async ({ method, path }, send) => {
    if (method !== 'GET') return send();
    const answer = (await (await send()).json()) as object;
    if (path === '/v1/credit_notes') return Response.json({ ...answer, data: [] });
    if (path !== `/v1/invoices/${invoice}`) return Response.json(answer);
    await meanwhile();
    return Response.json({ ...answer, status: 'open' });
  });
}

function invoiceUpdated(invoice: string): Promise<string> {
  return signedEvent('invoice.updated', { id: invoice, object: 'invoice' });
}

function noteCreated(invoice: string, note: string): Promise<string> {
  return signedEvent('credit_note.created', { id: note, object: 'credit_note', invoice });
}

async function putOff(stripeEventId: string, minutes: number): Promise<void> {
  await ownerSql('UPDATE events SET run_after = $2 WHERE dedupe_key = $1', [
    stripeEventId,
    later(minutes).now.toISOString(),
  ]);
}

async function notesHere(note: string): Promise<number> {
  return (await ownerSql('SELECT FROM credit_notes WHERE stripe_credit_note_id = $1', [note])).length;
}

describe('a reading that says that a paid invoice is open', () => {
  it('does not count for a note that was created before it: both events are read again', async () => {
    const { invoice, note } = await paidAndCredited();
    const updated = await invoiceUpdated(invoice);
    await putOff(await noteCreated(invoice, note), 1);
    const stripe = echoOf(invoice);
    expect(await processEvents({ ...ctx, stripe })).toMatchObject({ claimed: 1, objects: 1, deferred: 1 });
    expect(await ownerSql('SELECT * FROM events WHERE dedupe_key = $1', [updated])).toMatchObject([
      { status: 'pending', attempts: 0, deferrals: 1, history: [{ what: 'deferred' }] },
    ]);
    expect(await notesHere(note)).toBe(0);
    expect(await processEvents(later(1))).toMatchObject({ claimed: 2, objects: 1, applied: 2 });
    expect(await notesHere(note)).toBe(1);
  });

  it('nor in the run that has made it', async () => {
    const { invoice, note } = await paidAndCredited();
    await invoiceUpdated(invoice);
    const created = await noteCreated(invoice, note);
    await putOff(created, 1);
    const stripe = echoOf(invoice, () => putOff(created, 0));
    expect(await processEvents({ ...ctx, stripe })).toMatchObject({ claimed: 2, objects: 2, deferred: 2 });
    expect(await processEvents(later(1))).toMatchObject({ claimed: 2, objects: 1, applied: 2 });
  });

  it('ends its event after ten deferrals, and is still not remembered', async () => {
    const { invoice, note } = await paidAndCredited();
    await invoiceUpdated(invoice);
    await ownerSql('UPDATE events SET deferrals = 10');
    await putOff(await noteCreated(invoice, note), 1);
    const stripe = echoOf(invoice);
    expect(await processEvents({ ...ctx, stripe })).toMatchObject({ claimed: 1, objects: 1, unchanged: 1 });
    expect(await processEvents(later(1))).toMatchObject({ claimed: 1, objects: 1, applied: 1 });
    expect(await notesHere(note)).toBe(1);
  });
});

describe('a reading of which a part cannot follow what stands here is not remembered', () => {
  async function readFrom(target: MirrorTarget): Promise<unknown> {
    expect(await mirrorObject(ctx, target)).toBe('unchanged');
    const [lease] = await ownerSql('SELECT read_from FROM object_leases WHERE subject = $1', [
      subjectOf(target),
    ]);
    return lease?.read_from;
  }

  it.each([
    ['payments', 'failed', firstInvoice],
    ['credit_notes', 'void', creditedInvoice],
    ['subscriptions', 'canceled', subscription],
  ])('%s: %s here, and not in Stripe', async (table, status, prepare) => {
    const target = await prepare();
    await mirrorObject(ctx, target);
    await ownerSql('TRUNCATE object_leases');
    const before = await ownerSql(`SELECT id, status FROM ${table}`);
    await ownerSql(`UPDATE ${table} SET status = $1`, [status]);
    expect(await readFrom(target)).toBeNull();
    for (const row of before) {
      await ownerSql(`UPDATE ${table} SET status = $2 WHERE id = $1`, [row.id, row.status]);
    }
    expect(await readFrom(target)).toEqual(expect.any(String));
  });
});

async function firstInvoice(): Promise<MirrorTarget> {
  const [row] = await ownerSql(
    'SELECT i.stripe_invoice_id AS id FROM payments p JOIN invoices i ON i.id = p.invoice_id',
  );
  return { type: 'invoice', id: String(row?.id) };
}

async function creditedInvoice(): Promise<MirrorTarget> {
  return { type: 'invoice', id: (await paidAndCredited()).invoice };
}

async function subscription(): Promise<MirrorTarget> {
  return { type: 'subscription', id: publisher.stripeSubscriptionId };
}
