import type Stripe from 'stripe';
import type { StripeClient } from '../client.ts';
import { invoiceToHeader } from '../invoice-to-header.ts';
import { nullWhenMissing } from '../missing.ts';
import {
  type ListRequest,
  latestOf,
  pageOf,
  type StripeObject,
  type StripePage,
  toPage,
} from './stripe-object.ts';

export async function listInvoices(stripe: StripeClient, request: ListRequest): Promise<StripePage> {
  const { stripeCustomerId: customer } = request;
  const page = await stripe.invoices.list({ ...pageOf(request), ...(customer !== null && { customer }) });
  return toPage(page.data.map(toObject), { hasMore: page.has_more });
}

export async function getInvoice(stripe: StripeClient, id: string): Promise<StripeObject | null> {
  const found = await nullWhenMissing(stripe.invoices.retrieve(id));
  return found === null ? null : toObject(found);
}

/** A draft's figures move with the usage until it is issued, so only its being there is told. */
function toObject(invoice: Stripe.Invoice): StripeObject {
  const header = invoiceToHeader(invoice);
  const changes = [header.finalizedAt, header.paidAt, header.voidedAt, header.markedUncollectibleAt];
  return {
    stripeId: header.stripeInvoiceId,
    stripeCustomerId: header.stripeCustomerId,
    createdAt: header.createdAt,
    changedAt: latestOf(changes),
    facts: {
      status: header.status,
      currency: header.currency,
      ...(header.status !== 'draft' && {
        number: header.number,
        total: String(header.amountMinor),
        tax: String(header.taxMinor),
        paid: String(header.amountPaidMinor),
        remaining: String(header.amountRemainingMinor),
        lines: String(linesOf(invoice)),
      }),
    },
  };
}

/** A list shows the first lines only; where there are more, the subtotal is their sum. */
function linesOf({ lines, subtotal }: Stripe.Invoice): bigint {
  if (lines.has_more) return BigInt(subtotal);
  return lines.data.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
}
