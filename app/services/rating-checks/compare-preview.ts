import { type ComparedComponent, type ComparedRating, compareRating } from '../../domain/compare-rating.ts';
import { METRICS } from '../../domain/metric.ts';
import { rateUsage } from '../../domain/pricing/rate-usage.ts';
import { describeStripeError } from '../../stripe/describe-error.ts';
import {
  type PreviewedInvoice,
  type PreviewedLine,
  type PreviewedTotals,
  previewNextInvoice,
} from '../../stripe/preview-next-invoice.ts';
import type { ServiceContext } from '../context.ts';
import type { DueCheck } from './due-check.ts';

/** Stripe counts after it has answered; a difference in this time is no finding. */
const COUNTING_LAG_MS = 30 * 60_000;

export interface RatingCheck extends ComparedRating {
  due: DueCheck;
  status: 'matched' | 'mismatched' | 'skipped';
  reason: string | null;
  /** With `other_items`, which are compared with nothing and in neither sum. */
  lines: readonly ComparedComponent[];
  /** The whole invoice; null when Stripe was not asked, or did not answer. */
  previewed: PreviewedTotals | null;
}

/**
 * One period's comparison; skipped, and why, when there is nothing to judge by. Of a period whose plan was changed nothing
 * is kept while Stripe may still count: what its usage comes to beside our rating is not known until then.
 */
export async function comparePreview(ctx: ServiceContext, due: DueCheck): Promise<RatingCheck> {
  const skipped = (
    reason: string,
    previewed: PreviewedTotals | null = null,
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
  });
  if (due.is_unsent) return skipped('Usage of the period is not on the meter yet.');
  try {
    const preview = await previewNextInvoice(ctx.stripe, due.stripe_subscription_id);
    const rated = preview.isCut ? compareSums(due, preview) : compareLines(due, preview.lines);
    const compared = compareRating(rated);
    const lines = [...rated, ...otherItems(preview.totals)];
    const previewed = preview.totals.hasUsageBefore ? withUsageBefore(preview.totals, rated) : preview.totals;
    if (compared.isEqual) return { due, status: 'matched', reason: null, lines, previewed, ...compared };
    if (ctx.now.getTime() - (due.last_accepted_at?.getTime() ?? 0) < COUNTING_LAG_MS) {
      return skipped(
        'The meter may not have counted the last usage yet.',
        preview.totals.hasUsageBefore ? null : previewed,
      );
    }
    if (preview.totals.hasUsageBefore && compareRating(rated.filter((one) => !isUsage(one))).isEqual) {
      return skipped(
        'The plan changed within the period: its usage is billed at two prices.',
        previewed,
        lines,
      );
    }
    return { due, status: 'mismatched', reason: null, lines, previewed, ...compared };
  } catch (error) {
    const message = describeStripeError(error);
    if (message === null) throw error;
    return skipped(message);
  }
}

/** Where Stripe does not show all lines of the plan, their sum; but for the flat fee, where that is shown. */
function compareSums(due: DueCheck, { lines, planMinor }: PreviewedInvoice): ComparedComponent[] {
  const base = due.prices.find(({ component }) => component === 'base');
  const fees = lines.filter(
    (line) => line.stripePriceId !== null && line.stripePriceId === base?.stripe_price_id,
  );
  const isShown = base !== undefined && fees.length > 0;
  const rest = due.prices.filter((price) => !isShown || price !== base);
  const feeMinor = fees.map(({ amountMinor }) => amountMinor);
  return [
    ...(isShown
      ? [{ component: 'base', oursMinor: rateOurs(due, base), stripeMinor: feeMinor } as const]
      : []),
    {
      component: 'plan',
      oursMinor: [sumOf(rest.flatMap((price) => rateOurs(due, price)))],
      stripeMinor: [planMinor - sumOf(feeMinor)],
    },
  ];
}

function sumOf(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n);
}

function compareLines(due: DueCheck, previewed: readonly PreviewedLine[]): ComparedComponent[] {
  const known = new Set(due.prices.map((price) => price.stripe_price_id));
  const amountsOf = (isWanted: (line: PreviewedLine) => boolean) =>
    previewed.filter(isWanted).map(({ amountMinor }) => amountMinor);
  return [
    ...due.prices.map((price) => ({
      component: price.component,
      oursMinor: rateOurs(due, price),
      stripeMinor: amountsOf((line) => line.stripePriceId === price.stripe_price_id),
    })),
    { component: 'other', oursMinor: [], stripeMinor: amountsOf((line) => !known.has(line.stripePriceId)) },
  ];
}

function otherItems({ otherItemsMinor }: PreviewedTotals): ComparedComponent[] {
  if (otherItemsMinor === 0n) return [];
  return [{ component: 'other_items', oursMinor: [], stripeMinor: [otherItemsMinor] }];
}

/** Usage before a change of plan is an item, and in our rating of the period too: what that is too much goes off the items. */
function withUsageBefore(totals: PreviewedTotals, rated: readonly ComparedComponent[]): PreviewedTotals {
  const { oursMinor, stripeMinor } = compareRating(rated.filter(isUsage));
  return { ...totals, otherItemsMinor: totals.otherItemsMinor + stripeMinor - oursMinor };
}

function isUsage({ component }: ComparedComponent): boolean {
  return component === 'plan' || METRICS.some((metric) => metric === component);
}

function rateOurs(due: DueCheck, price: DueCheck['prices'][number]): bigint[] {
  if (price.component === 'base') return due.is_ending ? [] : [price.unitAmountMinor];
  const quantity = due.quantities[price.component];
  const lines = rateUsage({ price: price.price, quantity, currency: due.currency });
  return lines.map(({ amount }) => amount.amountMinor);
}
