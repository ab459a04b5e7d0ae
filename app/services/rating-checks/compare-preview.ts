import { type ComparedComponent, type ComparedRating, compareRating } from '../../domain/compare-rating.ts';
import { rateUsage } from '../../domain/pricing/rate-usage.ts';
import { describeStripeError } from '../../stripe/describe-error.ts';
import {
  type PreviewedInvoice,
  type PreviewedLine,
  type PreviewedTotals,
  previewNextInvoice,
} from '../../stripe/preview-next-invoice.ts';
import type { ServiceContext } from '../context.ts';
import { type UsageBefore, unitsSince } from '../usage/periods/usage-before.ts';
import type { DueCheck } from './due-check.ts';
import { type LeftBehind, readLeftBehind } from './left-behind.ts';

/** Stripe counts after it has answered; a difference in this time is no finding. */
const COUNTING_LAG_MS = 30 * 60_000;

export interface RatingCheck extends ComparedRating {
  due: DueCheck;
  status: 'matched' | 'mismatched' | 'skipped';
  reason: string | null;
  /** With `other_items`, which are compared with nothing and in neither sum. */
  lines: readonly ComparedComponent[];
  /** The whole invoice, and of its other items those of our flat fee; null when Stripe was not asked, or did not answer. */
  previewed: (PreviewedTotals & { feeItemsMinor: bigint }) | null;
  /** Of a period whose plan was changed, its usage before that. */
  leftBehind: LeftBehind['stored'];
}

/**
 * One period's comparison; skipped, and why, when there is nothing to judge by. Where the plan was changed, usage from
 * before that is what Stripe has made of it, and only the rest is compared.
 */
export async function comparePreview(ctx: ServiceContext, due: DueCheck): Promise<RatingCheck> {
  const skipped = (
    reason: string,
    previewed: RatingCheck['previewed'] = null,
    lines: readonly ComparedComponent[] = [],
  ): RatingCheck => ({
    due,
    status: 'skipped',
    reason,
    lines,
    isEqual: false,
    oursMinor: 0n,
    stripeMinor: 0n,
    previewed,
    leftBehind: [],
  });
  if (due.is_unsent) return skipped('Usage of the period is not on the meter yet.');
  try {
    const preview = await previewNextInvoice(ctx.stripe, due.stripe_subscription_id);
    const { stored: leftBehind, before, foreignMinor, feeItemsMinor } = await readLeftBehind(ctx, preview);
    const rated = preview.isCut
      ? compareSums(due, preview, before)
      : compareLines(due, preview.lines, before);
    const otherItemsMinor = preview.totals.otherItemsMinor + foreignMinor;
    const previewed = { ...preview.totals, otherItemsMinor, feeItemsMinor };
    const compared = compareRating(rated);
    const lines = [...rated, ...otherItems(previewed)];
    const known = { due, lines, previewed, leftBehind };
    if (compared.isEqual) return { ...known, status: 'matched', reason: null, ...compared };
    if (ctx.now.getTime() - (due.last_accepted_at?.getTime() ?? 0) < COUNTING_LAG_MS) {
      return { ...skipped('The meter may not have counted the last usage yet.', previewed), leftBehind };
    }
    return { ...known, status: 'mismatched', reason: null, ...compared };
  } catch (error) {
    const message = describeStripeError(error);
    if (message === null) throw error;
    return skipped(message);
  }
}

/** Where Stripe does not show all lines of the plan, their sum; but for the flat fee, where that is shown. */
function compareSums(
  due: DueCheck,
  { lines, planMinor }: PreviewedInvoice,
  before: UsageBefore | null,
): ComparedComponent[] {
  const base = due.prices.find(({ component }) => component === 'base');
  const fees = lines.filter(
    (line) => line.stripePriceId !== null && line.stripePriceId === base?.stripe_price_id,
  );
  const isShown = base !== undefined && fees.length > 0;
  const rest = due.prices.filter((price) => !isShown || price !== base);
  const feeMinor = fees.map(({ amountMinor }) => amountMinor);
  return [
    ...(isShown
      ? [{ component: 'base', oursMinor: rateOurs(due, base, before), stripeMinor: feeMinor } as const]
      : []),
    {
      component: 'plan',
      oursMinor: [sumOf(rest.flatMap((price) => rateOurs(due, price, before)))],
      stripeMinor: [planMinor - sumOf(feeMinor)],
    },
  ];
}

function sumOf(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n);
}

function compareLines(
  due: DueCheck,
  previewed: readonly PreviewedLine[],
  before: UsageBefore | null,
): ComparedComponent[] {
  const known = new Set(due.prices.map((price) => price.stripe_price_id));
  const amountsOf = (isWanted: (line: PreviewedLine) => boolean) =>
    previewed.filter(isWanted).map(({ amountMinor }) => amountMinor);
  return [
    ...due.prices.map((price) => ({
      component: price.component,
      oursMinor: rateOurs(due, price, before),
      stripeMinor: amountsOf((line) => line.stripePriceId === price.stripe_price_id),
    })),
    { component: 'other', oursMinor: [], stripeMinor: amountsOf((line) => !known.has(line.stripePriceId)) },
  ];
}

function otherItems({ otherItemsMinor }: PreviewedTotals): ComparedComponent[] {
  if (otherItemsMinor === 0n) return [];
  return [{ component: 'other_items', oursMinor: [], stripeMinor: [otherItemsMinor] }];
}

function rateOurs(due: DueCheck, price: DueCheck['prices'][number], before: UsageBefore | null): bigint[] {
  if (price.component === 'base') return due.is_ending ? [] : [price.unitAmountMinor];
  const quantity = unitsSince(before, price.component, due.quantities[price.component]);
  const lines = rateUsage({ price: price.price, quantity, currency: due.currency });
  return lines.map(({ amount }) => amount.amountMinor);
}
