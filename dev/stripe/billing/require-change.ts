import type { Context } from '../context.ts';
import type { SubscriptionRecord } from '../state/records.ts';
import { invalidRequest } from '../wire/errors.ts';
import { isOnTrial } from './free-time.ts';

interface AskedFor {
  readonly anchor: 'now' | 'unchanged';
  readonly trialEnd: 'now' | number | null;
}

/** A new period must have its place: not within a trial that goes on, nor while the subscription is paused. */
export function requireCycleChange(
  ctx: Context,
  subscription: SubscriptionRecord,
  { anchor, trialEnd }: AskedFor,
): void {
  if (anchor === 'now') requireAdvancing(subscription, 'billing_cycle_anchor');
  if (typeof trialEnd === 'number') requireAdvancing(subscription, 'trial_end');
  const staysOnTrial = typeof trialEnd === 'number' || (trialEnd !== 'now' && isOnTrial(ctx, subscription));
  if (anchor === 'now' && staysOnTrial) {
    throw invalidRequest(
      'You cannot set `billing_cycle_anchor` to a time before the end of the trial. End the trial first.',
      {
        param: 'billing_cycle_anchor',
        code: 'subscription_update_trial_after_billing_cycle_anchor',
      },
    );
  }
}

/** What would begin a period waits until the subscription resumes. */
export function requireAdvancing({ status }: SubscriptionRecord, param: string): void {
  if (status !== 'paused') return;
  throw invalidRequest(
    `A paused subscription does not advance to a new billing period; resume it before you set \`${param}\`.`,
    { param },
  );
}

/** An end with the period is asked of a subscription that is in one. */
export function requireEndingPeriod(
  { status }: SubscriptionRecord,
  ending: { cancel_at?: unknown; cancel_at_period_end?: boolean },
): void {
  if (status !== 'paused') return;
  const asked = ending.cancel_at_period_end
    ? 'cancel_at_period_end'
    : typeof ending.cancel_at === 'string'
      ? 'cancel_at'
      : null;
  if (asked === null) return;
  throw invalidRequest(
    `The period of a paused subscription is over; resume it, cancel it, or give \`cancel_at\` as a timestamp.`,
    { param: asked },
  );
}
