import Stripe from 'stripe';
import type { StripeWorld } from '../../testing/stripe-world.ts';
import type { Action } from './actions.ts';

interface Repeatable {
  readonly key: string;
  readonly call: (key: string) => Promise<{ id: string }>;
  readonly id: string;
  readonly madeAt: number;
}

/** For so long Stripe remembers an idempotency key, and the identifier of a meter event. */
const KEY_SECONDS = 86_400;

/** The catalog and what a story has done so far. */
export interface Story {
  readonly world: StripeWorld;
  readonly meter: string;
  readonly prices: readonly string[];
  readonly meteredPrices: ReadonlySet<string>;
  readonly coupon: string;
  readonly taxRate: string;
  readonly acceptedUsage: Map<string, number>;
  /** When an identifier was last accepted. */
  readonly identifiers: Map<string, number>;
  readonly repeatable: Repeatable[];
}

/** Does one action; a refusal of Stripe's is as good an end as any, a fault of the server is not. */
export async function perform(action: Action, story: Story): Promise<void> {
  try {
    await act(action, story);
  } catch (error) {
    const isRefusal =
      error instanceof Stripe.errors.StripeInvalidRequestError ||
      error instanceof Stripe.errors.StripeCardError;
    if (!isRefusal) throw error;
  }
}

async function act(action: Action, story: Story): Promise<void> {
  const { stripe } = story.world;
  switch (action.kind) {
    case 'wait':
      return story.world.advanceTo(
        new Date(story.world.now().getTime() + action.hours * 3_600_000).toISOString(),
      );
    case 'customer':
      return keep(story, (idempotencyKey) =>
        stripe.customers.create(customerParams(action), { idempotencyKey }),
      );
    case 'repeat':
      return repeat(story, action.at);
    case 'card':
    case 'subscribe':
    case 'usage':
    case 'item':
    case 'invoice':
      return actOnCustomer(action, story);
    case 'change':
    case 'cancel':
      return actOnSubscription(action, story);
    case 'refund':
      return refund(action, story);
    default:
      return actOnInvoice(action, story);
  }
}

function customerParams({
  card,
  balance,
}: Extract<Action, { kind: 'customer' }>): Stripe.CustomerCreateParams {
  const paying =
    card === null ? {} : { payment_method: card, invoice_settings: { default_payment_method: card } };
  return { email: 'ada@example.com', balance, ...paying };
}

async function keep(story: Story, call: Repeatable['call']): Promise<void> {
  const key = `story-${story.repeatable.length}-${story.world.seconds()}`;
  const { id } = await call(key);
  story.repeatable.push({ key, call, id, madeAt: story.world.seconds() });
}

/** The same key again: the same answer, and nothing happens a second time. */
async function repeat({ world, repeatable }: Story, at: number): Promise<void> {
  const remembered = repeatable.filter(({ madeAt }) => world.seconds() - madeAt < KEY_SECONDS);
  const known = pick(remembered, at);
  if (!known) return;
  const before = await newestEvent(world.stripe);
  const { id } = await known.call(known.key);
  const isKept = (await newestEvent(world.stripe)) === before;
  if (id !== known.id || !isKept) throw new Error(`the key ${known.key} acted twice: ${known.id}, ${id}`);
}

async function newestEvent(stripe: Stripe): Promise<string | undefined> {
  return (await stripe.events.list({ limit: 1 })).data[0]?.id;
}

async function actOnCustomer(
  action: Extract<Action, { kind: 'card' | 'subscribe' | 'usage' | 'item' | 'invoice' }>,
  story: Story,
): Promise<void> {
  const { stripe } = story.world;
  const customer = pick((await stripe.customers.list({ limit: 100 })).data, action.at)?.id;
  if (!customer) return;
  switch (action.kind) {
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
        stripe.invoices.create({ customer, pending_invoice_items_behavior: 'include' }, { idempotencyKey }),
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

function itemParams(
  story: Story,
  given: { price: number; quantity: number },
): { price: string; quantity?: number } {
  const price = pick(story.prices, given.price) ?? '';
  return story.meteredPrices.has(price) ? { price } : { price, quantity: given.quantity };
}

async function actOnSubscription(
  action: Extract<Action, { kind: 'change' | 'cancel' }>,
  story: Story,
): Promise<void> {
  const { stripe } = story.world;
  const subscription = pick((await stripe.subscriptions.list({ status: 'all', limit: 100 })).data, action.at);
  if (!subscription) return;
  if (action.kind === 'change') {
    const id = subscription.items.data[0]?.id ?? '';
    await stripe.subscriptions.update(subscription.id, {
      items: [{ id, ...itemParams(story, action) }],
      proration_behavior: action.behavior,
    });
  } else if (action.atPeriodEnd) {
    await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
  } else await stripe.subscriptions.cancel(subscription.id, { prorate: true, invoice_now: true });
}

async function refund(action: Extract<Action, { kind: 'refund' }>, { world }: Story): Promise<void> {
  const charge = pick((await world.stripe.charges.list({ limit: 100 })).data, action.at);
  const amount = Math.ceil(((charge?.amount ?? 0) * action.share) / 100);
  if (charge && amount > 0) await world.stripe.refunds.create({ charge: charge.id, amount });
}

type InvoiceAction = Extract<
  Action,
  { kind: 'finalize' | 'pay' | 'payOutOfBand' | 'void' | 'uncollectible' | 'creditNote' }
>;

/** In which states an invoice takes an action; every other is tried on any. */
const WANTED: Readonly<Record<InvoiceAction['kind'], readonly string[]>> = {
  finalize: ['draft'],
  pay: ['open', 'uncollectible'],
  payOutOfBand: ['open', 'uncollectible'],
  void: ['open', 'uncollectible'],
  uncollectible: ['open'],
  creditNote: ['open', 'paid'],
};

async function actOnInvoice(action: InvoiceAction, { world }: Story): Promise<void> {
  const { invoices, creditNotes } = world.stripe;
  const all = (await invoices.list({ limit: 100 })).data;
  const suitable = all.filter(({ status }) => WANTED[action.kind].includes(status ?? ''));
  const invoice = pick(action.at % 2 === 0 ? all : suitable, action.at);
  if (!invoice) return;
  switch (action.kind) {
    case 'finalize':
      await invoices.finalizeInvoice(invoice.id);
      return;
    case 'pay':
      await invoices.pay(invoice.id);
      return;
    case 'payOutOfBand':
      await invoices.pay(invoice.id, { paid_out_of_band: true });
      return;
    case 'void':
      await invoices.voidInvoice(invoice.id);
      return;
    case 'uncollectible':
      await invoices.markUncollectible(invoice.id);
      return;
    case 'creditNote': {
      const amount = Math.ceil((invoice.total * action.share) / 100);
      const given = action.refunded ? { refund_amount: amount } : { credit_amount: amount };
      await creditNotes.create({ invoice: invoice.id, amount, ...(invoice.status === 'paid' && given) });
    }
  }
}

export function pick<T>(list: readonly T[], at: number): T | undefined {
  return list[at % Math.max(1, list.length)];
}
