import Stripe from 'stripe';
import { actOnCustomer } from './act-on-customer.ts';
import { actOnIntent, authorize } from './act-on-intent.ts';
import { actOnInvoice, refund } from './act-on-invoice.ts';
import { actOnSubscription } from './act-on-subscription.ts';
import type { Action } from './actions.ts';
import { FIRST_BALANCE } from './check-balances.ts';
import { repeat } from './repeat.ts';
import { keep, type Story } from './story.ts';

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
    case 'deleteCustomer':
    case 'card':
    case 'subscribe':
    case 'usage':
    case 'item':
    case 'invoice':
      return actOnCustomer(action, story);
    case 'change':
    case 'cancel':
      return actOnSubscription(action, story);
    case 'authorize':
      return authorize(action, story);
    case 'capture':
    case 'confirmIntent':
    case 'cancelIntent':
    case 'changeIntent':
      return actOnIntent(action, story);
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
  return { email: 'ada@example.com', balance, metadata: { [FIRST_BALANCE]: balance }, ...paying };
}
