import type Stripe from 'stripe';

export interface Snapshot {
  readonly customers: readonly Stripe.Customer[];
  readonly invoices: readonly Stripe.Invoice[];
  readonly subscriptions: readonly Stripe.Subscription[];
  readonly intents: readonly Stripe.PaymentIntent[];
  readonly charges: readonly Stripe.Charge[];
  readonly refunds: readonly Stripe.Refund[];
  readonly creditNotes: readonly Stripe.CreditNote[];
  readonly invoicePayments: readonly Stripe.InvoicePayment[];
}

const PAGE = { limit: 100 } as const;

export async function collect(stripe: Stripe): Promise<Snapshot> {
  const [customers, invoices, subscriptions, intents, charges, refunds, creditNotes, invoicePayments] =
    await Promise.all([
      all(stripe.customers.list(PAGE)),
      all(stripe.invoices.list(PAGE)),
      all(stripe.subscriptions.list({ ...PAGE, status: 'all' })),
      all(stripe.paymentIntents.list(PAGE)),
      all(stripe.charges.list(PAGE)),
      all(stripe.refunds.list(PAGE)),
      all(stripe.creditNotes.list(PAGE)),
      all(stripe.invoicePayments.list(PAGE)),
    ]);
  return { customers, invoices, subscriptions, intents, charges, refunds, creditNotes, invoicePayments };
}

function all<T>(pages: Stripe.ApiListPromise<T>): Promise<T[]> {
  return pages.autoPagingToArray({ limit: 10_000 });
}
