import type { Context } from '../context.ts';
import type { SubscriptionRecord } from '../state/records.ts';
import type { SubscriptionChange } from './change-subscription.ts';
import { isOnTrial } from './free-time.ts';
import { type Interval, type Period, periodFrom, sameInterval } from './period.ts';
import { runningPeriod } from './running-period.ts';

/**
 * What a change makes of the running period: it goes on, be it at another length, or ends now so that another begins,
 * paid or on trial. An interval that changes ends it in classic billing mode only; flexible mode never moves the anchor
 * by itself: docs.stripe.com/billing/subscriptions/billing-mode/compare.
 */
export interface CycleChange {
  readonly kind: 'goes on' | 'restarts' | 'begins trial' | 'prolongs trial';
  /** The period from now on. */
  readonly period: Period;
  readonly endsTrial: boolean;
}

export function planCycle(
  ctx: Context,
  subscription: SubscriptionRecord,
  change: Pick<SubscriptionChange, 'anchor' | 'trialEnd'>,
  running: { current: Period; intervalBefore: Interval | null; interval: Interval },
): CycleChange {
  const { trialEnd } = change;
  const { current, intervalBefore, interval } = running;
  const onTrial = isOnTrial(ctx, subscription);
  const endsTrial = onTrial && trialEnd === 'now';
  if (typeof trialEnd === 'number') {
    const kind = onTrial ? 'prolongs trial' : 'begins trial';
    return { kind, period: { start: ctx.now, end: trialEnd }, endsTrial };
  }
  const staysFree = subscription.status === 'paused' || (onTrial && !endsTrial);
  if (staysFree) return { kind: 'goes on', period: current, endsTrial };
  const changesInterval = intervalBefore !== null && !sameInterval(intervalBefore, interval);
  const endsByInterval = changesInterval && subscription.billing_mode.type === 'classic';
  if (change.anchor !== 'now' && !endsTrial && !endsByInterval) {
    const period = changesInterval ? runningPeriod(subscription, interval, ctx.now) : current;
    return { kind: 'goes on', period, endsTrial };
  }
  return { kind: 'restarts', period: periodFrom(ctx.now, interval, ctx.now).period, endsTrial };
}

/** Whether the running period ends by the change: what it had left is credited, and its usage billed. */
export function endsPeriod({ kind }: CycleChange): boolean {
  return kind === 'restarts' || kind === 'begins trial';
}

/** What the change makes of the subscription's anchor and trial. */
export function cycleValues(
  ctx: Context,
  { status, trial_start: started }: SubscriptionRecord,
  { kind, period, endsTrial }: CycleChange,
): Partial<SubscriptionRecord> {
  if (kind === 'begins trial' || kind === 'prolongs trial') {
    return {
      // What is past due is so until its latest invoice is settled, which may be the trial's own of nothing.
      status: status === 'past_due' || status === 'unpaid' ? status : 'trialing',
      trial_end: period.end,
      trial_start: kind === 'begins trial' ? ctx.now : started,
      billing_cycle_anchor: period.end,
    };
  }
  return {
    ...(kind === 'restarts' ? { billing_cycle_anchor: ctx.now } : {}),
    ...(endsTrial ? { trial_end: ctx.now, status: status === 'trialing' ? 'active' : status } : {}),
  };
}
