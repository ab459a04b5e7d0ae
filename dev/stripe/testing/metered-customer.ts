import type Stripe from 'stripe';
import { createCustomer, createFlatPrice, createMeter, createTieredPrice } from './catalog.ts';

export interface MeteredCustomer {
  readonly customer: string;
  /** 1¢ a unit of the meter. */
  readonly cent: string;
  /** 5¢ a unit of the same meter. */
  readonly nickel: string;
  /** $31.00 a month: a dollar for each day of January. */
  readonly fee: string;
  subscribe(
    prices: readonly string[],
    params?: Partial<Stripe.SubscriptionCreateParams>,
  ): Promise<Stripe.Subscription>;
  report(value: string): Promise<unknown>;
  /** Newest first. */
  invoices(): Promise<Stripe.Invoice[]>;
}

/** A customer with a card, and the prices that the tests of periods and usage reckon with. */
export async function meteredCustomer(
  stripe: Stripe,
  given: { card?: false } = {},
): Promise<MeteredCustomer> {
  const { id: customer } =
    given.card === false ? await stripe.customers.create({ name: 'Ada' }) : await createCustomer(stripe);
  const { id: meter } = await createMeter(stripe);
  const { id: cent } = await createTieredPrice(stripe, { meter, tiers: [['inf', '1']] });
  const { id: nickel } = await createTieredPrice(stripe, { meter, tiers: [['inf', '5']] });
  const { id: fee } = await createFlatPrice(stripe, { amount: 3_100 });
  return {
    customer,
    cent,
    nickel,
    fee,
    subscribe: (prices, params = {}) =>
      stripe.subscriptions.create({ customer, items: prices.map((price) => ({ price })), ...params }),
    report: (value) =>
      stripe.billing.meterEvents.create({
        event_name: 'impressions',
        payload: { stripe_customer_id: customer, value },
      }),
    invoices: async () => (await stripe.invoices.list({ customer, limit: 100 })).data,
  };
}
