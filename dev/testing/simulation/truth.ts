import type Stripe from 'stripe';
import type { StripeClient } from '../../../app/stripe/client.ts';
import { ownerSql } from '../workers.ts';

type Truth = Record<string, Record<string, unknown>>;

const PAGE = { limit: 100 };
const ALL = { limit: 10_000 };

/** Everything Stripe has of our customers, as plain values by Stripe's ids; read here from the wire, not by the mirror. */
export async function stripeTruth(stripe: StripeClient, customers: readonly string[]): Promise<Truth> {
  const truth: Truth = {};
  for (const customer of customers) {
    const found = await stripe.customers.retrieve(customer);
    truth[customer] = { name: 'deleted' in found && found.deleted ? null : (found as Stripe.Customer).name };
    const subscriptions = await stripe.subscriptions
      .list({ customer, status: 'all', ...PAGE })
      .autoPagingToArray(ALL);
    for (const subscription of subscriptions) truth[subscription.id] = ofSubscription(subscription);
    const invoices = await stripe.invoices.list({ customer, ...PAGE }).autoPagingToArray(ALL);
    for (const invoice of invoices) truth[invoice.id] = await ofInvoice(stripe, invoice);
    const charges = await stripe.charges.list({ customer, ...PAGE }).autoPagingToArray(ALL);
    for (const charge of charges) {
      truth[charge.id] = {
        status: charge.status,
        amount: String(charge.amount),
        refunded: String(charge.amount_refunded),
      };
      const refunds = await stripe.refunds.list({ charge: charge.id, ...PAGE }).autoPagingToArray(ALL);
      for (const refund of refunds)
        truth[refund.id] = { status: refund.status, amount: String(refund.amount) };
    }
  }
  return truth;
}

function ofSubscription(subscription: Stripe.Subscription) {
  const [item] = subscription.items.data;
  return {
    status: subscription.status,
    periodEnd: item?.current_period_end,
    cancelAtPeriodEnd: subscription.cancel_at_period_end,
    cancelAt: subscription.cancel_at,
    endedAt: subscription.ended_at,
    items: subscription.items.data.map(({ id }) => id).sort(),
  };
}

async function ofInvoice(stripe: StripeClient, invoice: Stripe.Invoice) {
  const lines = await stripe.invoices.listLineItems(invoice.id, PAGE).autoPagingToArray(ALL);
  return {
    status: invoice.status,
    number: invoice.number,
    total: String(invoice.total),
    paid: String(invoice.amount_paid),
    remaining: String(invoice.amount_remaining),
    attempts: invoice.attempt_count,
    lines: lines.map(({ id, amount }) => `${id} ${amount}`).sort(),
  };
}

/** The same of our mirror. */
export async function mirrorTruth(): Promise<Truth> {
  const rows = await ownerSql<{ id: string; value: Record<string, unknown> }>(`
    SELECT stripe_customer_id AS id,
           jsonb_build_object('name', CASE WHEN deleted_at IS NULL THEN name END) AS value
      FROM customers WHERE stripe_customer_id IS NOT NULL
    UNION ALL
    SELECT s.stripe_subscription_id, jsonb_build_object('status', s.status,
           'periodEnd', extract(epoch FROM s.current_period_end)::bigint, 'cancelAtPeriodEnd', s.cancel_at_period_end,
           'cancelAt', extract(epoch FROM s.cancel_at)::bigint,
           'endedAt', extract(epoch FROM s.ended_at)::bigint,
           'items', (SELECT coalesce(jsonb_agg(i.stripe_subscription_item_id ORDER BY i.stripe_subscription_item_id COLLATE "C"), '[]')
                       FROM subscription_items i WHERE i.subscription_id = s.id))
      FROM subscriptions s
    UNION ALL
    SELECT i.stripe_invoice_id, jsonb_build_object('status', i.status, 'number', i.number, 'total', i.amount_minor::text,
           'paid', i.amount_paid_minor::text, 'remaining', i.amount_remaining_minor::text, 'attempts', i.attempt_count,
           'lines', (SELECT coalesce(jsonb_agg(l.stripe_line_item_id || ' ' || l.amount_minor
                                               ORDER BY l.stripe_line_item_id COLLATE "C"), '[]')
                       FROM invoice_line_items l WHERE l.invoice_id = i.id))
      FROM invoices i
    UNION ALL
    SELECT stripe_charge_id, jsonb_build_object('status', status, 'amount', amount_minor::text,
           'refunded', amount_refunded_minor::text) FROM payments
    UNION ALL
    SELECT stripe_refund_id, jsonb_build_object('status', status, 'amount', amount_minor::text) FROM refunds`);
  return Object.fromEntries(rows.map(({ id, value }) => [id, value]));
}

/** Invoices whose succeeded charges are not what Stripe says was paid, or that were charged twice. */
export async function doublyCharged(stripe: StripeClient, customers: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const customer of customers) {
    const invoices = await stripe.invoices.list({ customer, ...PAGE }).autoPagingToArray(ALL);
    for (const { id, amount_paid } of invoices) {
      const payments = await stripe.invoicePayments.list({ invoice: id, ...PAGE }).autoPagingToArray(ALL);
      const intents = payments.flatMap(({ payment }) =>
        typeof payment.payment_intent === 'string' ? payment.payment_intent : [],
      );
      const charges = await Promise.all(
        intents.map((payment_intent) =>
          stripe.charges.list({ payment_intent, ...PAGE }).autoPagingToArray(ALL),
        ),
      );
      const succeeded = charges.flat().filter(({ status }) => status === 'succeeded');
      const sum = succeeded.reduce((total, { amount }) => total + amount, 0);
      if (succeeded.length > 1 || sum !== amount_paid)
        found.push(`${id}: ${succeeded.length} charges, ${sum} of ${amount_paid}`);
    }
  }
  return found;
}
