import { requireAdvancing } from '../billing/require-change.ts';
import type { Context } from '../context.ts';
import type { SubscriptionRecord } from '../state/records.ts';
import { invalidRequest } from '../wire/errors.ts';

const DAY_SECONDS = 86_400;

interface AskedFor {
  readonly trial_from_plan?: boolean;
  readonly trial_end?: 'now' | number;
}

/** A trial is the prices' own or one that ends as it is said, not both. */
export function requireOneTrial({ trial_from_plan: ofPlan, trial_end: end }: AskedFor): void {
  if (!ofPlan || end === undefined) return;
  throw invalidRequest('You may not set `trial_from_plan` to true together with `trial_end`.', {
    param: 'trial_from_plan',
  });
}

/** The whole trial of the first price that has one, from now: null where none has. */
export function trialEndOfPlan(ctx: Context, prices: readonly (string | undefined)[]): number | null {
  for (const price of prices) {
    const days = ctx.store.prices.get(price ?? '')?.recurring?.trial_period_days ?? null;
    if (days !== null) return ctx.now + days * DAY_SECONDS;
  }
  return null;
}

/**
 * With `trial_from_plan` a change brings the whole trial of what it changes to, whatever trials there were before:
 * docs.stripe.com/changelog/2018-05-21/changing-subscription-new-plan-extends-trial.
 */
export function withTrialOfPlan<
  P extends AskedFor & {
    items?: readonly { id?: string; price?: string; price_data?: object; deleted?: boolean }[];
  },
>(ctx: Context, subscription: SubscriptionRecord, params: P): P {
  requireOneTrial(params);
  if (!params.trial_from_plan) return params;
  const { subscriptionItems } = ctx.store;
  const staying = params.items?.filter((item) => !item.deleted);
  // A price that is described in place has no trial.
  const prices = staying?.map(
    ({ id, price, price_data: data }) => price ?? (data ? undefined : subscriptionItems.get(id ?? '')?.price),
  );
  const before = () => subscriptionItems.by('subscription', subscription.id).map(({ price }) => price);
  const end = trialEndOfPlan(ctx, prices ?? before());
  if (end === null) return params;
  requireAdvancing(subscription, 'trial_from_plan');
  return { ...params, trial_end: end };
}
