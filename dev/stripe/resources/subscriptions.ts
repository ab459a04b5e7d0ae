import { configuredAnchor, requireAnchorInReach } from '../billing/anchor.ts';
import { cancelSubscription } from '../billing/cancel-subscription.ts';
import { fixCustomerCurrency, requireCustomerCurrency } from '../billing/customer-currency.ts';
import { createDiscounts } from '../billing/redeem-discounts.ts';
import { resumeSubscription } from '../billing/resume-subscription.ts';
import { firstPeriod, startBilling } from '../billing/start-subscription.ts';
import { createItem, requireItemPrice, requireOneInterval } from '../billing/subscription-items.ts';
import { requireTrialEnd } from '../billing/trial-end.ts';
import type { Context } from '../context.ts';
import { defaultPaymentMethod } from '../payments/default-payment-method.ts';
import { route } from '../server/router.ts';
import { requireCustomer, requireSubscription } from '../state/lookups.ts';
import { newId } from '../state/new-id.ts';
import type { Subscription, SubscriptionRecord } from '../state/records.ts';
import { toSubscription } from '../state/views.ts';
import { announceDiscounts } from '../webhooks/announce-discounts.ts';
import { invalidRequest } from '../wire/errors.ts';
import { mergeMetadata } from '../wire/metadata.ts';
import { boolean, emptyable, object, type ParsedFields, text, timestamp } from '../wire/params.ts';
import { addOneTimeItems } from './add-one-time-items.ts';
import { billingMode, blankSubscription } from './blank-subscription.ts';
import { requireDueTerms } from './due-terms.ts';
import { withPriceId } from './price-of-item.ts';
import { createSetupIntent } from './setup-intents.ts';
import { endAskedFor } from './subscription-end.ts';
import { listFields, listSubscriptions } from './subscription-list.ts';
import {
  anchorChangeParam,
  createFields,
  feedbackParam,
  prorationBehaviorParam,
  updateFields,
} from './subscription-params.ts';
import { sharedValues } from './subscription-values.ts';
import { requireOneTrial, trialEndOfPlan } from './trial-of-plan.ts';
import { updateSubscription } from './update-subscription.ts';

const DAY_SECONDS = 86_400;
type CreateParams = ParsedFields<typeof createFields>;

export function createSubscription(ctx: Context, given: CreateParams): Subscription {
  const params = { ...given, items: given.items.map((item) => withPriceId(ctx, item)) };
  const customer = requireCustomer(ctx, params.customer, 'customer', 'parameter');
  if (params.items.length === 0) {
    throw invalidRequest('Missing required param: items.', { param: 'items', code: 'parameter_missing' });
  }
  const firstPrice = requireItemPrice(ctx, params.items[0]?.price, null, 'items[0][price]');
  const currency = params.currency ?? customer.currency ?? firstPrice.currency;
  requireCustomerCurrency(customer, currency);
  params.items.forEach((item, index) => {
    requireItemPrice(ctx, item.price, currency, `items[${index}][price]`);
  });
  const recurring = requireOneInterval(
    ctx,
    params.items.map((item) => item.price ?? ''),
  );
  requireDueTerms(params.collection_method ?? 'charge_automatically', params, null);
  const start = startDate(ctx, params);
  const trialEnd = trialEndOf(ctx, params);
  const anchor = anchorOf(params, trialEnd ?? start);
  if (anchor !== null)
    requireAnchorInReach(anchor, {
      start,
      trialEnd,
      interval: recurring,
      now: ctx.now,
      param: params.billing_cycle_anchor_config ? 'billing_cycle_anchor_config' : 'billing_cycle_anchor',
    });
  const first = firstPeriod(start, recurring, { trialEnd, anchor });
  requireRunningPeriod(ctx, first.period.end);
  const end = endAskedFor(ctx, params, first.period.end);
  const id = newId(ctx, 'sub');
  const into = { subscription: id, customer: customer.id, currency, period: first.period };
  const items = params.items.map((item, index) =>
    ctx.store.subscriptionItems.put(createItem(ctx, item, into, `items[${index}]`)),
  );
  const blank = blankSubscription(ctx, { id, customer: customer.id, currency, start, anchor: first.anchor });
  const subscription = ctx.store.subscriptions.put({
    ...blank,
    ...sharedValues(ctx, params, blank),
    metadata: mergeMetadata({}, params.metadata),
    discounts: createDiscounts(ctx, params.discounts, {
      customer: customer.id,
      currency,
      subscription: id,
    }),
    billing_mode: billingMode(ctx, params.billing_mode?.type ?? 'flexible'),
    ...end,
    canceled_at: end?.cancel_at == null ? null : ctx.now,
    billing_cycle_anchor_config: toAnchorConfig(params.billing_cycle_anchor_config),
    ...(trialEnd === null
      ? {
          status: params.collection_method === 'send_invoice' ? ('active' as const) : ('incomplete' as const),
        }
      : {
          status: 'trialing' as const,
          trial_start: ctx.now,
          trial_end: trialEnd,
          ...(params.proration_behavior === 'none' ? { freeUntilAnchor: true as const } : {}),
        }),
  });
  const waiting = ctx.store.subscriptions.put({
    ...subscription,
    pending_setup_intent: pendingSetup(ctx, subscription, params),
  });
  announceDiscounts(ctx, [], waiting.discounts);
  fixCustomerCurrency(ctx, customer.id, currency);
  addOneTimeItems(ctx, waiting, params.add_invoice_items ?? []);
  const prorates = params.proration_behavior !== 'none';
  const how = {
    behavior: params.payment_behavior ?? 'allow_incomplete',
    offSession: params.off_session ?? false,
  };
  const started = startBilling(ctx, waiting, items, { ...first, prorates }, how);
  return toSubscription(ctx, started);
}

/** A trial takes no money yet: by this intent the customer gives the card that will be charged after it. */
function pendingSetup(ctx: Context, subscription: SubscriptionRecord, params: CreateParams): string | null {
  const { customer, status, collection_method: collection } = subscription;
  if (status !== 'trialing' || collection !== 'charge_automatically') return null;
  if (params.payment_behavior !== 'default_incomplete') return null;
  if (defaultPaymentMethod(ctx, { customer, subscription }) !== null) return null;
  const automatic_payment_methods = { enabled: false };
  return createSetupIntent(ctx, { customer, usage: 'off_session', automatic_payment_methods }).id;
}

function anchorOf(params: CreateParams, start: number): number | null {
  const { billing_cycle_anchor: anchor, billing_cycle_anchor_config: config } = params;
  if (config === undefined) return anchor ?? null;
  if (anchor !== undefined) {
    throw invalidRequest(
      'You may only specify one of these parameters: billing_cycle_anchor, billing_cycle_anchor_config.',
      { param: 'billing_cycle_anchor_config' },
    );
  }
  return configuredAnchor(start, config);
}

function toAnchorConfig(
  config: CreateParams['billing_cycle_anchor_config'],
): SubscriptionRecord['billing_cycle_anchor_config'] {
  if (config === undefined) return null;
  const { day_of_month, hour = null, minute = null, month = null, second = null } = config;
  return { day_of_month, hour, minute, month, second };
}

function startDate(ctx: Context, params: CreateParams): number {
  if (params.backdate_start_date === undefined) return ctx.now;
  if (params.backdate_start_date > ctx.now) {
    throw invalidRequest('`backdate_start_date` must be in the past.', { param: 'backdate_start_date' });
  }
  return params.backdate_start_date;
}

/** Periods that are over by now would have to be billed in lines of their own, which is not built. */
function requireRunningPeriod(ctx: Context, end: number): void {
  if (end > ctx.now) return;
  throw invalidRequest(
    'This stand-in does not backdate a subscription further than its first period: its end must lie in the future.',
    { param: 'backdate_start_date' },
  );
}

function trialEndOf(ctx: Context, params: CreateParams): number | null {
  if (params.trial_period_days !== undefined && params.trial_end !== undefined) {
    throw invalidRequest('You may only specify one of these parameters: trial_end, trial_period_days.', {
      param: 'trial_end',
    });
  }
  requireOneTrial(params);
  if (params.trial_period_days !== undefined) {
    return requireTrialEnd(ctx, ctx.now + params.trial_period_days * DAY_SECONDS, 'trial_period_days');
  }
  if (params.trial_from_plan) {
    return trialEndOfPlan(
      ctx,
      params.items.map((item) => item.price),
    );
  }
  if (params.trial_end === undefined || params.trial_end === 'now') return null;
  return requireTrialEnd(ctx, params.trial_end, 'trial_end');
}

const cancelFields = {
  invoice_now: boolean(),
  prorate: boolean(),
  cancellation_details: object({ comment: emptyable(text()), feedback: emptyable(feedbackParam()) }),
};

const resumeFields = {
  billing_cycle_anchor: anchorChangeParam(),
  proration_behavior: prorationBehaviorParam(),
  proration_date: timestamp(),
};

export const subscriptionRoutes = [
  route('POST', '/v1/subscriptions', createFields, createSubscription),
  route('GET', '/v1/subscriptions', listFields, listSubscriptions),
  route('GET', '/v1/subscriptions/:id', {}, (ctx, _params, path) =>
    toSubscription(ctx, requireSubscription(ctx, path.id(), 'id', 'path')),
  ),
  route('POST', '/v1/subscriptions/:id', updateFields, (ctx, params, path) =>
    updateSubscription(ctx, path.id(), params),
  ),
  route('POST', '/v1/subscriptions/:id/resume', resumeFields, (ctx, params, path) =>
    toSubscription(
      ctx,
      resumeSubscription(ctx, path.id(), {
        anchor: params.billing_cycle_anchor?.type ?? 'now',
        prorationBehavior: params.proration_behavior ?? 'create_prorations',
        prorationDate: params.proration_date,
      }),
    ),
  ),
  route('DELETE', '/v1/subscriptions/:id', cancelFields, (ctx, params, path) => {
    const { comment, feedback } = params.cancellation_details ?? {};
    const canceled = cancelSubscription(ctx, path.id(), {
      invoiceNow: params.invoice_now ?? false,
      prorate: params.prorate ?? false,
      ...(comment === undefined ? {} : { comment }),
      ...(feedback === undefined ? {} : { feedback }),
    });
    return toSubscription(ctx, canceled);
  }),
];
