import type { Context } from '../context.ts';
import { requirePrice, requireSubscription, requireSubscriptionItem } from '../state/lookups.ts';
import type {
  Invoice,
  InvoicePlanRecord,
  SubscriptionItemRecord,
  SubscriptionRecord,
} from '../state/records.ts';
import { formatDecimal } from '../wire/decimal.ts';
import { invalidRequest } from '../wire/errors.ts';
import { mergeMetadata } from '../wire/metadata.ts';
import { billChange } from './bill-change.ts';
import { type CycleChange, cycleValues, endsPeriod, planCycle } from './cycle-change.ts';
import { isFreeTime, usageDue } from './free-time.ts';
import { inPeriod } from './item-period.ts';
import type { Period } from './period.ts';
import { isMetered, planEntries } from './plan-entries.ts';
import { chargeRemainingTime, creditUnusedTime } from './prorate.ts';
import {
  createItem,
  type ItemGiven,
  itemTerms,
  requireItemPrice,
  requireOneInterval,
} from './subscription-items.ts';
import { keepUsageSoFar, laterUsage, usageBeforeCarried, usageSoFar } from './usage-so-far.ts';

export interface ItemChange extends ItemGiven {
  id?: string;
  deleted?: boolean;
}

export interface SubscriptionChange {
  readonly items: readonly ItemChange[];
  readonly prorationBehavior: 'always_invoice' | 'create_prorations' | 'none';
  readonly prorationDate: number;
  readonly anchor: 'now' | 'unchanged';
  /** null: as it is. */
  readonly trialEnd: 'now' | number | null;
}

export interface Changed {
  readonly subscription: SubscriptionRecord;
  /** What is billed at once: prorations asked for now, or the first period of a new cycle. */
  readonly draft: Invoice | null;
}

interface ItemStep {
  readonly before: SubscriptionItemRecord | null;
  readonly after: SubscriptionItemRecord | null;
}

/**
 * Changes the items, the cycle or the trial of a subscription. What was paid ahead and not used is credited, what is
 * taken up is charged for the rest of the period, to the second; both wait for the next invoice unless asked for now.
 */
export function changeSubscription(
  ctx: Context,
  subscription: SubscriptionRecord,
  change: SubscriptionChange,
): Changed {
  const steps = planSteps(ctx, subscription, change.items);
  const remaining = steps.flatMap(({ after }) => (after ? [after] : []));
  if (remaining.length === 0) {
    throw invalidRequest('A subscription must have at least one active plan.', { param: 'items' });
  }
  const recurring = requireOneInterval(
    ctx,
    remaining.map((item) => item.price),
  );
  const current = currentPeriod(subscription, steps);
  const previous = steps.find(({ before }) => before !== null)?.before;
  const intervalBefore = previous ? requirePrice(ctx, previous.price, 'items', 'parameter').recurring : null;
  const cycle = planCycle(ctx, subscription, change, { current, intervalBefore, interval: recurring });
  settleWhatWas(ctx, subscription, steps, { ...change, cycle, current });
  const arrears = endsPeriod(cycle) ? usageInArrears(ctx, subscription, steps, current) : [];
  const items = writeItems(ctx, steps, { ...change, cycle });
  const added = items.filter(({ id }) => steps.some((step) => step.after?.id === id && takesUpPrice(step)));
  const after = ctx.store.subscriptions.put({
    ...requireSubscription(ctx, subscription.id, 'id', 'path'),
    ...cycleValues(ctx, subscription, cycle),
    ...(subscription.cancel_at_period_end ? { cancel_at: cycle.period.end } : {}),
  });
  return {
    subscription: after,
    draft: billChange(ctx, after, items, { ...change, cycle, current, arrears, added }),
  };
}

/** The step puts a price where it was not: on a new item, or in place of another. */
function takesUpPrice({ before, after }: ItemStep): boolean {
  return after !== null && before?.price !== after.price;
}

function planSteps(
  ctx: Context,
  subscription: SubscriptionRecord,
  changes: readonly ItemChange[],
): ItemStep[] {
  const items = ctx.store.subscriptionItems.by('subscription', subscription.id);
  const changed = new Map<string, SubscriptionItemRecord | null>();
  const { id: subscriptionId, customer, currency } = subscription;
  const of = { subscription: subscriptionId, customer, currency };
  const added: ItemStep[] = [];
  changes.forEach((given, index) => {
    const param = `items[${index}]`;
    if (given.id === undefined) {
      const period = currentPeriod(
        subscription,
        items.map((before) => ({ before, after: before })),
      );
      added.push({ before: null, after: createItem(ctx, given, { ...of, period }, param) });
      return;
    }
    const item = requireSubscriptionItem(ctx, given.id, `${param}[id]`, 'parameter');
    if (item.subscription !== subscription.id) {
      throw invalidRequest(`The subscription item ${given.id} does not belong to this subscription.`, {
        param: `${param}[id]`,
      });
    }
    if (given.price !== undefined) {
      requireItemPrice(ctx, given.price, subscription.currency, `${param}[price]`);
    }
    const terms = itemTerms(ctx, given, { ...of, item: item.id, has: item.discounts }, param);
    changed.set(item.id, given.deleted ? null : { ...withChange(ctx, item, given, param), ...terms });
  });
  const kept = items.map((before): ItemStep => {
    const after = changed.get(before.id);
    return { before, after: after === undefined ? before : after };
  });
  return [...kept, ...added];
}

function withChange(
  ctx: Context,
  before: SubscriptionItemRecord,
  given: ItemChange,
  param: string,
): SubscriptionItemRecord {
  const price = given.price ?? before.price;
  const { quantity: _quantity, usageBefore: _usage, ...rest } = before;
  return {
    ...rest,
    price,
    metadata: mergeMetadata(before.metadata, given.metadata, `${param}[metadata]`),
    ...(isMetered(ctx, price) ? {} : { quantity: given.quantity ?? before.quantity ?? 1 }),
    ...(price === before.price && before.usageBefore !== undefined
      ? { usageBefore: before.usageBefore }
      : {}),
  };
}

function currentPeriod(subscription: SubscriptionRecord, steps: readonly ItemStep[]): Period {
  const item = steps.find(({ before }) => before !== null)?.before;
  return item
    ? { start: item.current_period_start, end: item.current_period_end }
    : { start: subscription.billing_cycle_anchor, end: subscription.billing_cycle_anchor };
}

/** The usage, by now, of the items that keep their price in a period that ends by this change. */
function usageInArrears(
  ctx: Context,
  subscription: SubscriptionRecord,
  steps: readonly ItemStep[],
  { start }: Period,
): InvoicePlanRecord['entries'] {
  const staying = steps.flatMap(({ before, after }) =>
    before && before.price === after?.price ? [before] : [],
  );
  return planEntries(ctx, staying, {
    licensed: null,
    metered: usageDue(subscription, { start, end: ctx.now }),
  });
}

/** Credits and charges for the rest of the period, and the usage that an item leaves behind. */
function settleWhatWas(
  ctx: Context,
  subscription: SubscriptionRecord,
  steps: readonly ItemStep[],
  change: SubscriptionChange & { cycle: CycleChange; current: Period },
): void {
  const ends = endsPeriod(change.cycle);
  const prorates =
    change.prorationBehavior !== 'none' &&
    subscription.status !== 'incomplete' &&
    !isFreeTime(subscription, change.current);
  const at = change.prorationDate;
  const beside = steps.flatMap(({ after }) => (after ? [after] : []));
  for (const { before, after } of steps) {
    const same = before && after && before.price === after.price && before.quantity === after.quantity;
    if (same && !ends) continue;
    if (before && isMetered(ctx, before.price)) {
      if (before.price !== after?.price && change.prorationBehavior !== 'none') {
        keepUsageSoFar(ctx, subscription, before, laterUsage(ctx, before, beside, change.cycle.period));
      }
    } else if (before && prorates) {
      creditUnusedTime(ctx, { subscription, item: before, beside, at });
    }
    if (after && prorates && !ends && !isMetered(ctx, after.price)) {
      const item = inPeriod(after, change.cycle.period);
      chargeRemainingTime(ctx, { subscription, item, beside, at });
    }
  }
}

function writeItems(
  ctx: Context,
  steps: readonly ItemStep[],
  { cycle, prorationBehavior }: SubscriptionChange & { cycle: CycleChange },
): SubscriptionItemRecord[] {
  return steps.flatMap(({ before, after }) => {
    if (!after) {
      if (before) ctx.store.subscriptionItems.delete(before.id);
      return [];
    }
    const moved = inPeriod(after, cycle.period);
    const kept = { ...unbilledUsage(ctx, before, moved), ...debitsLeft(before, moved, prorationBehavior) };
    return [ctx.store.subscriptionItems.put({ ...moved, ...kept })];
  });
}

/** What was debited before is let go where its period becomes another without a credit for it. */
function debitsLeft(
  before: SubscriptionItemRecord | null,
  { current_period_start: start }: SubscriptionItemRecord,
  behavior: SubscriptionChange['prorationBehavior'],
): Pick<SubscriptionItemRecord, 'debitsFrom'> {
  return behavior === 'none' && before?.current_period_start !== start ? { debitsFrom: start } : {};
}

/** Usage of its period that a metered item does not bill, as it comes out of a change. */
function unbilledUsage(
  ctx: Context,
  before: SubscriptionItemRecord | null,
  moved: SubscriptionItemRecord,
): Pick<SubscriptionItemRecord, 'usageBefore'> {
  if (!isMetered(ctx, moved.price)) return {};
  if (before?.price !== moved.price) return { usageBefore: formatDecimal(usageSoFar(ctx, moved)) };
  if (before.usageBefore === undefined || before.current_period_start === moved.current_period_start)
    return {};
  return { usageBefore: formatDecimal(usageBeforeCarried(ctx, before, moved)) };
}
