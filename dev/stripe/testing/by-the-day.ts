import type Stripe from 'stripe';
import { createCustomer, createFlatPrice } from './catalog.ts';
import type { StripeWorld } from './stripe-world.ts';

/** A subscription to $31.00 a month from the 15th of January on, that is $1.00 a day. */
export async function subscribeByTheDay(
  { stripe }: Pick<StripeWorld, 'stripe'>,
  params: Partial<Stripe.SubscriptionCreateParams> = {},
) {
  const { id: customer } = await createCustomer(stripe);
  const { id: price } = await createFlatPrice(stripe, { amount: 3_100 });
  const made = await stripe.subscriptions.create({ customer, items: [{ price }], ...params });
  const item = made.items.data[0]?.id ?? '';
  const quantity = async (
    units: number,
    change: Stripe.SubscriptionUpdateParams = { proration_behavior: 'always_invoice' },
  ) =>
    amounts(
      await stripe.subscriptions.update(made.id, { items: [{ id: item, quantity: units }], ...change }),
    );
  const amounts = async ({ latest_invoice: invoice }: Stripe.Subscription) =>
    (await stripe.invoices.retrieve(String(invoice))).lines.data.map(({ amount }) => amount);
  const cancel = async () => {
    await stripe.subscriptions.cancel(made.id, { prorate: true });
    const pending = await stripe.invoiceItems.list({ customer, pending: true });
    return pending.data.map(({ amount }) => amount);
  };
  return { customer, made, item, quantity, cancel };
}
