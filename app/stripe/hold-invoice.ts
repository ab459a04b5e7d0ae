import type { InvoiceState } from '../domain/invoice-state.ts';
import type { StripeClient } from './client.ts';
import { nullWhenMissing } from './missing.ts';
import { payInvoice } from './pay-invoice.ts';

export type HeldInvoiceStatus = InvoiceState | 'missing';

/** Keeps a draft a draft. Answers the status it had: anything but `draft` came too late, and nothing was done. */
export async function parkInvoice(stripe: StripeClient, id: string): Promise<HeldInvoiceStatus> {
  const status = await statusOf(stripe, id);
  if (status === 'draft') await stripe.invoices.update(id, { auto_advance: false });
  return status;
}

/**
 * Issues a parked draft and lets Stripe collect it; one that was issued without collecting, by a decision that was broken
 * off, is charged now; a card that declines leads to dunning, as ever. Issuing has no idempotency key: a refusal must not
 * be answered again after its cause is mended, and the status says what was done.
 */
export async function releaseInvoice(stripe: StripeClient, id: string): Promise<HeldInvoiceStatus> {
  const status = await statusOf(stripe, id);
  if (status === 'draft') {
    const invoice = await stripe.invoices.finalizeInvoice(id, { auto_advance: true });
    return invoice.status as InvoiceState;
  }
  if (status !== 'open') return status;
  await stripe.invoices.update(id, { auto_advance: true });
  const payment = await payInvoice(stripe, { stripeInvoiceId: id, idempotencyKey: `invoice:${id}:release` });
  return payment.kind === 'paid' ? 'paid' : 'open';
}

/** Stripe voids only what is issued, so a draft is issued without collecting and voided at once. */
export async function voidInvoice(stripe: StripeClient, id: string): Promise<HeldInvoiceStatus> {
  let status = await statusOf(stripe, id);
  if (status === 'draft') {
    const issued = await stripe.invoices.finalizeInvoice(id, { auto_advance: false });
    status = issued.status as InvoiceState;
  }
  if (status !== 'open' && status !== 'uncollectible') return status;
  const voided = await stripe.invoices.voidInvoice(id);
  return voided.status as InvoiceState;
}

async function statusOf(stripe: StripeClient, id: string): Promise<HeldInvoiceStatus> {
  const invoice = await nullWhenMissing(stripe.invoices.retrieve(id));
  return (invoice?.status as InvoiceState | undefined) ?? 'missing';
}
