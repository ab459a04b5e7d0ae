import type { InvoiceState } from '../domain/invoice-state.ts';
import type { StripeClient } from './client.ts';
import { nullWhenMissing } from './missing.ts';

export type HeldInvoiceStatus = InvoiceState | 'missing';

/** Keeps a draft a draft. Answers the status it had: anything but `draft` came too late, and nothing was done. */
export async function parkInvoice(stripe: StripeClient, id: string): Promise<HeldInvoiceStatus> {
  const status = await statusOf(stripe, id);
  if (status === 'draft') await stripe.invoices.update(id, { auto_advance: false });
  return status;
}

/** Issues a parked draft and lets Stripe collect it. An invoice that is issued already stays as it is. */
export async function releaseInvoice(stripe: StripeClient, id: string): Promise<HeldInvoiceStatus> {
  const status = await statusOf(stripe, id);
  if (status !== 'draft') return status;
  const invoice = await stripe.invoices.finalizeInvoice(
    id,
    { auto_advance: true },
    { idempotencyKey: `invoice:${id}:release` },
  );
  return invoice.status as InvoiceState;
}

/** Stripe voids only what is issued, so a draft is issued without collecting and voided at once. */
export async function voidInvoice(stripe: StripeClient, id: string): Promise<HeldInvoiceStatus> {
  let status = await statusOf(stripe, id);
  if (status === 'draft') {
    const issued = await stripe.invoices.finalizeInvoice(
      id,
      { auto_advance: false },
      { idempotencyKey: `invoice:${id}:issue-to-void` },
    );
    status = issued.status as InvoiceState;
  }
  if (status !== 'open' && status !== 'uncollectible') return status;
  const voided = await stripe.invoices.voidInvoice(id, {}, { idempotencyKey: `invoice:${id}:void` });
  return voided.status as InvoiceState;
}

async function statusOf(stripe: StripeClient, id: string): Promise<HeldInvoiceStatus> {
  const invoice = await nullWhenMissing(stripe.invoices.retrieve(id));
  return (invoice?.status as InvoiceState | undefined) ?? 'missing';
}
