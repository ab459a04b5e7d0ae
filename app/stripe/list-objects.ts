import type Stripe from 'stripe';
import type { StripeClient } from './client.ts';
import { toId, toIdOrNull, toInstant, toInstantOrNull } from './values.ts';

/** What tells, without reading the whole object, whether our mirror of it is still true. */
export interface ListedObject {
  id: string;
  stripeCustomerId: string;
  status: string;
  /** Of an invoice. */
  amountRemainingMinor: string | null;
  /** Of a subscription: when its items' periods end, as ISO. */
  periodEnds: readonly string[];
  cancelAtPeriodEnd: boolean | null;
  /** As ISO; it may be set without `cancelAtPeriodEnd`. */
  cancelAt: string | null;
}

export interface ObjectQuery {
  /** Inclusive, when they were created. */
  from: Date;
  after: string | null;
}

export interface ObjectPage {
  objects: readonly ListedObject[];
  next: string | null;
}

const PAGE_SIZE = 100;

export async function listInvoices(stripe: StripeClient, query: ObjectQuery): Promise<ObjectPage> {
  const page = await stripe.invoices.list(toParams(query));
  return toPage(page, ({ id, customer, status, amount_remaining }) => {
    const stripeCustomerId = toIdOrNull(customer);
    if (stripeCustomerId === null) return null;
    return {
      id,
      stripeCustomerId,
      status: status ?? 'draft',
      amountRemainingMinor: String(amount_remaining),
      periodEnds: [],
      cancelAtPeriodEnd: null,
      cancelAt: null,
    };
  });
}

/** Those that have ended too. */
export async function listSubscriptions(stripe: StripeClient, query: ObjectQuery): Promise<ObjectPage> {
  const page = await stripe.subscriptions.list({ ...toParams(query), status: 'all' });
  return toPage(page, (subscription) => ({
    id: subscription.id,
    stripeCustomerId: toId(subscription.customer),
    status: subscription.status,
    amountRemainingMinor: null,
    periodEnds: subscription.items.data.map((item) => toInstant(item.current_period_end).toISOString()),
    cancelAtPeriodEnd: subscription.cancel_at_period_end,
    cancelAt: toInstantOrNull(subscription.cancel_at)?.toISOString() ?? null,
  }));
}

function toParams({ from, after }: ObjectQuery) {
  return {
    created: { gte: Math.floor(from.getTime() / 1_000) },
    limit: PAGE_SIZE,
    ...(after !== null && { starting_after: after }),
  };
}

function toPage<T extends { id: string }>(
  { data, has_more }: Pick<Stripe.ApiList<T>, 'data' | 'has_more'>,
  toListed: (object: T) => ListedObject | null,
): ObjectPage {
  return {
    objects: data.flatMap((object) => toListed(object) ?? []),
    next: has_more ? (data.at(-1)?.id ?? null) : null,
  };
}
