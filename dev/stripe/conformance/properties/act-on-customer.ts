import type Stripe from 'stripe';
import type { Action } from './actions.ts';
import { itemParams, KEY_SECONDS, keep, pick, type Story } from './story.ts';

export async function actOnCustomer(
  action: Extract<Action, { kind: 'deleteCustomer' | 'card' | 'subscribe' | 'usage' | 'item' | 'invoice' }>,
  story: Story,
): Promise<void> {
  const { stripe } = story.world;
  const customer = pick((await stripe.customers.list({ limit: 100 })).data, action.at)?.id;
  if (!customer) return;
  switch (action.kind) {
    case 'deleteCustomer':
      await stripe.customers.del(customer);
      return;
    case 'card': {
      const method = await stripe.paymentMethods.attach(action.card, { customer });
      await stripe.customers.update(customer, { invoice_settings: { default_payment_method: method.id } });
      return;
    }
    case 'subscribe':
      return keep(story, (idempotencyKey) =>
        stripe.subscriptions.create(subscriptionParams(customer, action, story), { idempotencyKey }),
      );
    case 'usage':
      return reportUsage(customer, action, story);
    case 'item':
      return keep(story, (idempotencyKey) =>
        stripe.invoiceItems.create({ customer, amount: action.amount, currency: 'usd' }, { idempotencyKey }),
      );
    case 'invoice':
      return keep(story, (idempotencyKey) =>
        stripe.invoices.create(
          { customer, auto_advance: action.advances, pending_invoice_items_behavior: 'include' },
          { idempotencyKey },
        ),
      );
  }
}

async function reportUsage(
  customer: string,
  action: Extract<Action, { kind: 'usage' }>,
  { world, acceptedUsage, identifiers }: Story,
): Promise<void> {
  const identifier = action.identifier === null ? null : `usage-${action.identifier}`;
  await world.stripe.billing.meterEvents.create({
    event_name: 'impressions',
    payload: { stripe_customer_id: customer, value: String(action.value) },
    ...(identifier !== null && { identifier }),
  });
  acceptedUsage.set(customer, (acceptedUsage.get(customer) ?? 0) + action.value);
  if (identifier === null) return;
  const last = identifiers.get(identifier);
  if (last !== undefined && world.seconds() - last < KEY_SECONDS) {
    throw new Error(`the meter event ${identifier} was accepted twice within a day`);
  }
  identifiers.set(identifier, world.seconds());
}

function subscriptionParams(
  customer: string,
  action: Extract<Action, { kind: 'subscribe' }>,
  story: Story,
): Stripe.SubscriptionCreateParams {
  return {
    customer,
    items: [itemParams(story, action)],
    ...(action.discounted && { discounts: [{ coupon: story.coupon }] }),
    ...(action.taxed && { default_tax_rates: [story.taxRate] }),
    ...(action.trialDays > 0 && { trial_period_days: action.trialDays }),
  };
}
