import type { Context } from '../context.ts';
import { requireSubscription } from '../state/lookups.ts';
import type { SubscriptionItemRecord, SubscriptionRecord } from '../state/records.ts';
import { toSubscription } from '../state/views.ts';
import { emit } from '../webhooks/emit.ts';
import { formatDecimal } from '../wire/decimal.ts';
import { invalidRequest } from '../wire/errors.ts';
import { finalizeAndCollect } from './advance-invoice.ts';
import { billChange } from './bill-change.ts';
import type { SubscriptionChange } from './change-subscription.ts';
import { inPeriod } from './item-period.ts';
import { periodFrom } from './period.ts';
import { isMetered } from './plan-entries.ts';
import { chargeRemainingTime } from './prorate.ts';
import { requireWithin } from './proration-date.ts';
import { runningPeriod } from './running-period.ts';
import { scheduleSubscription } from './schedule-subscription.ts';
import { requireOneInterval } from './subscription-items.ts';
import { updateSubscriptionRecord } from './subscription-standing.ts';
import { usageSoFar } from './usage-so-far.ts';

export interface Resumption {
  readonly anchor: 'now' | 'unchanged';
  readonly prorationBehavior: SubscriptionChange['prorationBehavior'];
  /** Undefined: now. */
  readonly prorationDate: number | undefined;
}

/**
 * A subscription that paused when its trial ended without a payment method goes on: in a new period, or in the one of
 * its cycle that has begun meanwhile, of which it pays what is left. What was reported until now stays free.
 */
export function resumeSubscription(ctx: Context, id: string, given: Resumption): SubscriptionRecord {
  const paused = requireSubscription(ctx, id, 'id', 'path');
  if (paused.status !== 'paused') {
    throw invalidRequest('You can only resume a subscription that is paused.', { param: 'id' });
  }
  const before = ctx.store.subscriptionItems.by('subscription', id);
  const recurring = requireOneInterval(
    ctx,
    before.map((item) => item.price),
  );
  const restarts = given.anchor === 'now';
  const period = restarts
    ? periodFrom(ctx.now, recurring, ctx.now).period
    : runningPeriod(paused, recurring, ctx.now);
  const prorationDate = given.prorationDate ?? ctx.now;
  if (!restarts) requireWithin(period, prorationDate);
  const active = updateSubscriptionRecord(ctx, id, {
    status: 'active',
    ...(restarts ? { billing_cycle_anchor: ctx.now } : {}),
  });
  const items = before.map((item) => ctx.store.subscriptionItems.put(takenUp(ctx, inPeriod(item, period))));
  if (!restarts && given.prorationBehavior !== 'none') chargeTheRest(ctx, active, items, prorationDate);
  const draft = billChange(ctx, active, items, {
    prorationBehavior: given.prorationBehavior,
    prorationDate,
    cycle: { kind: restarts ? 'restarts' : 'goes on', period, endsTrial: false },
    current: { start: ctx.now, end: ctx.now },
    arrears: [],
    added: [],
  });
  const resumed = requireSubscription(ctx, id, 'id', 'path');
  scheduleSubscription(ctx, resumed);
  emit(ctx, 'customer.subscription.resumed', toSubscription(ctx, resumed));
  if (draft?.auto_advance) finalizeAndCollect(ctx, draft);
  return requireSubscription(ctx, id, 'id', 'path');
}

function takenUp(ctx: Context, item: SubscriptionItemRecord): SubscriptionItemRecord {
  return isMetered(ctx, item.price) ? { ...item, usageBefore: formatDecimal(usageSoFar(ctx, item)) } : item;
}

function chargeTheRest(
  ctx: Context,
  subscription: SubscriptionRecord,
  items: readonly SubscriptionItemRecord[],
  at: number,
): void {
  for (const item of items) {
    if (isMetered(ctx, item.price)) continue;
    chargeRemainingTime(ctx, { subscription, item, beside: items, at });
  }
}
