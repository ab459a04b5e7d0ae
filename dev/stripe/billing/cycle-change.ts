import type { Context } from '../context.ts';
import type { SubscriptionRecord } from '../state/records.ts';
import type { SubscriptionChange } from './change-subscription.ts';
import { type Interval, type Period, periodFrom, sameInterval } from './period.ts';

/** What a change makes of the running period: it goes on, or ends now so that another begins. */
export interface CycleChange {
  readonly kind: 'goes on' | 'restarts' | 'goes on trial';
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
  const endsTrial = trialEnd === 'now' && subscription.status === 'trialing';
  if (typeof trialEnd === 'number') {
    return { kind: 'goes on trial', period: { start: ctx.now, end: trialEnd }, endsTrial };
  }
  const changesInterval = intervalBefore !== null && !sameInterval(intervalBefore, interval);
  if (change.anchor !== 'now' && !endsTrial && !changesInterval) {
    return { kind: 'goes on', period: current, endsTrial };
  }
  return { kind: 'restarts', period: periodFrom(ctx.now, interval, ctx.now).period, endsTrial };
}
