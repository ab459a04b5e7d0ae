import type Stripe from 'stripe';
import type { StripeClient } from '../../../app/stripe/client.ts';
import type { Random } from './random.ts';

/** What customers and support do at Stripe, without telling us. What Stripe refuses just does not happen. */
export async function actAtRandom(stripe: StripeClient, customer: string, random: Random): Promise<void> {
  const acts = [
    renameCustomer,
    changeCard,
    refundSomething,
    cancelOrStay,
    voidSomething,
    payNow,
    reportUsage,
  ];
  try {
    await random.pick(acts)(stripe, customer, random);
  } catch (error) {
    const isRefusal = error instanceof Error && 'statusCode' in error && Number(error.statusCode) < 500;
    if (!isRefusal) throw error;
  }
}

type Act = (stripe: StripeClient, customer: string, random: Random) => Promise<unknown>;

const renameCustomer: Act = (stripe, customer, random) =>
  stripe.customers.update(customer, { name: `Renamed ${random.below(1_000)}` });

const changeCard: Act = async (stripe, customer, random) => {
  const card = random.pick(['pm_card_visa', 'pm_card_mastercard', 'pm_card_chargeCustomerFail']);
  const method = await stripe.paymentMethods.attach(card, { customer });
  return stripe.customers.update(customer, { invoice_settings: { default_payment_method: method.id } });
};

const refundSomething: Act = async (stripe, customer, random) => {
  const charges = (await stripe.charges.list({ customer, limit: 10 })).data;
  const paid = charges.filter(
    ({ status, amount, amount_refunded }) => status === 'succeeded' && amount_refunded < amount,
  );
  if (paid.length === 0) return;
  const charge: Stripe.Charge = random.pick(paid);
  const left = charge.amount - charge.amount_refunded;
  return stripe.refunds.create({ charge: charge.id, amount: Math.max(1, Math.floor(left / 2)) });
};

const cancelOrStay: Act = async (stripe, customer, random) => {
  const [subscription] = (await stripe.subscriptions.list({ customer, limit: 1 })).data;
  if (subscription === undefined) return;
  if (random.chance(0.15)) return stripe.subscriptions.cancel(subscription.id);
  return stripe.subscriptions.update(subscription.id, {
    cancel_at_period_end: !subscription.cancel_at_period_end && random.chance(0.3),
  });
};

const voidSomething: Act = async (stripe, customer, random) => {
  const open = (await stripe.invoices.list({ customer, status: 'open', limit: 10 })).data;
  if (open.length === 0) return;
  const { id } = random.pick(open);
  return random.chance(0.5) ? stripe.invoices.voidInvoice(id) : stripe.invoices.markUncollectible(id);
};

const payNow: Act = async (stripe, customer, random) => {
  const open = (await stripe.invoices.list({ customer, status: 'open', limit: 10 })).data;
  return open.length === 0 ? undefined : stripe.invoices.pay(random.pick(open).id);
};

const reportUsage: Act = (stripe, customer, random) =>
  stripe.billing.meterEvents.create({
    event_name: 'impressions',
    payload: { stripe_customer_id: customer, value: String(random.below(5_000_000)) },
  });
