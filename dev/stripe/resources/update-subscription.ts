import { settleUncollected } from '../billing/advance-invoice.ts';
import { markAttemptFailed } from '../billing/attempt-failed.ts';
import { type Changed, changeSubscription, type SubscriptionChange } from '../billing/change-subscription.ts';
import { finalizeInvoice, requireFinalized } from '../billing/finalize-invoice.ts';
import { requireProrationDate } from '../billing/proration-date.ts';
import { createDiscounts } from '../billing/redeem-discounts.ts';
import { requireCycleChange, requireEndingPeriod } from '../billing/require-change.ts';
import { scheduleSubscription } from '../billing/schedule-subscription.ts';
import { fallBehind } from '../billing/subscription-standing.ts';
import { requireTrialEnd } from '../billing/trial-end.ts';
import type { Context } from '../context.ts';
import { defaultPaymentMethod } from '../payments/default-payment-method.ts';
import { collectInvoice } from '../payments/invoice-payment.ts';
import { requireCollected } from '../payments/require-collected.ts';
import { requireSubscription } from '../state/lookups.ts';
import type { Invoice, Subscription, SubscriptionRecord } from '../state/records.ts';
import { toSubscription } from '../state/views.ts';
import { announceDiscounts } from '../webhooks/announce-discounts.ts';
import { emit } from '../webhooks/emit.ts';
import { invalidRequest } from '../wire/errors.ts';
import { mergeMetadata } from '../wire/metadata.ts';
import type { ParsedFields } from '../wire/params.ts';
import { addOneTimeItems } from './add-one-time-items.ts';
import { requireDueTerms } from './due-terms.ts';
import { withPriceId } from './price-of-item.ts';
import { writeEnd } from './subscription-end.ts';
import type { updateFields } from './subscription-params.ts';
import { sharedValues } from './subscription-values.ts';
import { withTrialOfPlan } from './trial-of-plan.ts';

export type UpdateParams = ParsedFields<typeof updateFields>;

/** Changes a subscription and charges at once what must be charged at once. */
export function updateSubscription(ctx: Context, id: string, given: UpdateParams): Subscription {
  const before = requireSubscription(ctx, id, 'id', 'path');
  requireChangeable(before, given);
  const params = withTrialOfPlan(ctx, before, given);
  const shownBefore = toSubscription(ctx, before);
  addOneTimeItems(ctx, before, params.add_invoice_items ?? []);
  const written = writeValues(ctx, before, params);
  announceDiscounts(ctx, before.discounts, written.discounts);
  const { draft } = changesItems(params)
    ? changeSubscription(ctx, written, toChange(ctx, written, params))
    : ({ subscription: written, draft: null } satisfies Changed);
  const subscription = writeEnd(ctx, id, params);
  scheduleSubscription(ctx, subscription);
  const shown = toSubscription(ctx, requireSubscription(ctx, subscription.id, 'id', 'path'));
  emit(ctx, 'customer.subscription.updated', shown, shownBefore);
  if (draft) chargeChange(ctx, subscription, draft, params);
  return toSubscription(ctx, requireSubscription(ctx, subscription.id, 'id', 'path'));
}

function changesItems(params: UpdateParams): boolean {
  return (
    params.items !== undefined ||
    params.billing_cycle_anchor?.type === 'now' ||
    params.trial_end !== undefined
  );
}

/** Of a subscription whose first invoice is not paid yet nothing else that is known here can be updated. */
const OF_INCOMPLETE = new Set(['metadata']);

export function refuseOfIncomplete({ status }: SubscriptionRecord, fields: object): void {
  const param = Object.keys(fields).find((key) => !OF_INCOMPLETE.has(key));
  if (status !== 'incomplete' || param === undefined) return;
  throw invalidRequest(
    'A subscription in the `incomplete` status can only have its metadata and default_source updated.',
    { param },
  );
}

function requireChangeable(subscription: SubscriptionRecord, params: UpdateParams): void {
  const ended = subscription.status === 'canceled' || subscription.status === 'incomplete_expired';
  const only = new Set(['metadata', 'cancellation_details']);
  if (ended && Object.keys(params).some((key) => !only.has(key))) {
    throw invalidRequest('A canceled subscription can only update its cancellation_details and metadata.');
  }
  refuseOfIncomplete(subscription, params);
  requireEndingPeriod(subscription, params);
  requireDueTerms(
    params.collection_method ?? subscription.collection_method,
    params,
    subscription.days_until_due,
  );
  if (params.payment_behavior === 'pending_if_incomplete') {
    throw invalidRequest('This stand-in does not have pending updates.', { param: 'payment_behavior' });
  }
}

/** What a request asks to change, if it can be. */
export function toChange(
  ctx: Context,
  subscription: SubscriptionRecord,
  params: Pick<
    UpdateParams,
    'items' | 'proration_behavior' | 'proration_date' | 'billing_cycle_anchor' | 'trial_end'
  >,
): SubscriptionChange {
  const trialEnd = params.trial_end ?? null;
  const anchor = params.billing_cycle_anchor?.type ?? 'unchanged';
  if (typeof trialEnd === 'number') requireTrialEnd(ctx, trialEnd, 'trial_end');
  requireCycleChange(ctx, subscription, { anchor, trialEnd });
  requireProrationDate(ctx, subscription, params);
  return {
    items: (params.items ?? []).map((item) => withPriceId(ctx, item)),
    prorationBehavior: params.proration_behavior ?? 'create_prorations',
    prorationDate: params.proration_date ?? ctx.now,
    anchor,
    trialEnd,
  };
}

function writeValues(ctx: Context, before: SubscriptionRecord, params: UpdateParams): SubscriptionRecord {
  const { pause_collection: pause, cancellation_details: details } = params;
  return ctx.store.subscriptions.put({
    ...before,
    ...sharedValues(ctx, params, before),
    ...(pause === undefined
      ? {}
      : { pause_collection: pause && { behavior: pause.behavior, resumes_at: pause.resumes_at ?? null } }),
    ...(params.discounts === undefined
      ? {}
      : {
          discounts: createDiscounts(ctx, params.discounts, {
            customer: before.customer,
            currency: before.currency,
            subscription: before.id,
            has: before.discounts,
          }),
        }),
    ...(details === undefined
      ? {}
      : {
          cancellation_details: {
            comment: details.comment ?? before.cancellation_details?.comment ?? null,
            feedback: details.feedback ?? before.cancellation_details?.feedback ?? null,
            feedback_option: null,
            reason: before.cancellation_details?.reason ?? null,
          },
        }),
    metadata: mergeMetadata(before.metadata, params.metadata),
  });
}

function chargeChange(
  ctx: Context,
  subscription: SubscriptionRecord,
  draft: Invoice,
  {
    payment_behavior: behavior,
    off_session: offSession = false,
  }: Pick<UpdateParams, 'payment_behavior' | 'off_session'>,
): void {
  if (!draft.auto_advance) return;
  const open = requireFinalized(finalizeInvoice(ctx, draft), { keepsChanges: false });
  if (settleUncollected(ctx, open)) return;
  if (open.status !== 'open' || open.collection_method !== 'charge_automatically') return;
  const current = requireSubscription(ctx, subscription.id, 'id', 'path');
  if (behavior === 'default_incomplete') {
    fallBehind(ctx, current);
    return;
  }
  const method = defaultPaymentMethod(ctx, {
    customer: current.customer,
    subscription: current,
    invoice: open,
  });
  if (method === null) {
    if (behavior === 'error_if_incomplete') {
      throw invalidRequest('This customer has no attached payment source or default payment method.', {
        code: 'resource_missing',
      });
    }
    markAttemptFailed(ctx, open, null, { automatic: true });
    return;
  }
  const { outcome } = collectInvoice(ctx, open, method, { automatic: true, offSession });
  if (behavior === 'error_if_incomplete') requireCollected(outcome, method);
}
