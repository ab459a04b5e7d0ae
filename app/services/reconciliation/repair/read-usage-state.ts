import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { parseDecimal } from '../../../domain/decimal.ts';
import { isMetric, type Metric } from '../../../domain/metric.ts';
import type { HourBooks, UsageToRepair } from '../../../domain/reconciliation/repair-action.ts';
import { lastSendAt, wholeHours } from '../../../domain/reconciliation/spans.ts';
import { judgeUsage } from '../../../domain/reconciliation/usage-difference.ts';
import { type UnitsUnderWay, whyEqual } from '../../../domain/reconciliation/why-equal.ts';
import { readMeter } from '../../../stripe/reconciliation/read-meter.ts';
import type { ServiceContext } from '../../context.ts';
import type { DifferenceRow } from '../get-run.ts';
import type { Pace } from '../pace.ts';
import { type Book, loadBooks } from '../usage/load-books.ts';
import type { PriceList } from '../usage/load-prices.ts';
import { periodPricesSql } from '../usage/period-prices-sql.ts';
import { billedPeriodSql } from './billed-period-sql.ts';

const DAY_MS = 86_400_000;
const OLDEST_METER_EVENT_MS = 35 * DAY_MS;
const NO_TOLERANCE = parseDecimal('0');

const termRow = z.object({
  plan_version_ids: z.array(z.string()),
  is_in_parts: z.boolean(),
  currency: z.string(),
  stripe_customer_id: z.string(),
  is_billed: z.boolean(),
  is_invoiced: z.boolean(),
  billed_quantity: z.string().transform(BigInt).nullable(),
  accepted_quantity: z.string().transform(BigInt),
});

/** Which meter and period a difference is about. */
export type UsageDifferenceRow = Pick<
  DifferenceRow,
  'metric' | 'customer_id' | 'subscription_id' | 'period_start' | 'period_end'
>;

/** One meter and period as it is now, hour by hour. Null when the customer, or Stripe's side of it, is gone. */
export async function readUsageState(
  ctx: ServiceContext,
  input: { difference: UsageDifferenceRow; prices: PriceList; pace: Pace; now: Date },
): Promise<UsageToRepair | null> {
  const { difference, prices, pace, now } = input;
  const { metric, customer_id: customerId, period_start: start, period_end: periodEnd } = difference;
  if (metric === null || customerId === null || start === null || periodEnd === null) return null;
  const term = await loadTerm(ctx, { difference, metric, start, periodEnd });
  const meterId = isMetric(metric) ? prices.meterIds.get(metric) : undefined;
  if (term === null || meterId === undefined) return null;
  const { plan_version_ids: planVersionIds, is_in_parts: isInParts, currency } = term;
  const rating = prices.rate({ planVersionIds, isInParts, currency, metric });
  if (rating === null) return null;
  const hoursAsked = wholeHours({
    start,
    end: new Date(Math.min(periodEnd.getTime(), nextDay(now).getTime())),
  });
  const { reading, calls } = await pace.ask(() =>
    readMeter(ctx.stripe, {
      meterId,
      stripeCustomerId: term.stripe_customer_id,
      ...hoursAsked,
      window: 'hour',
    }),
  );
  for (let extra = 1; extra < calls; extra += 1) await pace.take();
  if (reading === null) return null;
  const books = await loadBooks(ctx, [{ customerId, ...hoursAsked, by: 'hour' }], now);
  const hours = toHours(books, metric, reading);
  const internal = hours.reduce((sum, hour) => sum + hour.expected, 0n);
  const stripe = hours.reduce((sum, hour) => sum + hour.stripe, 0n);
  const judged = judgeUsage({ internal, stripe, ...rating, tolerancePercent: NO_TOLERANCE });
  return {
    whyEqual: whyEqual(hours.map(({ underWay }) => underWay)),
    difference: internal - stripe,
    stripe,
    hours: hours.filter((hour) => hour.expected !== hour.stripe),
    isOpen:
      now < lastSendAt(periodEnd) &&
      !term.is_billed &&
      start.getTime() > now.getTime() - OLDEST_METER_EVENT_MS,
    billed: term.is_invoiced ? { quantity: term.billed_quantity, accepted: term.accepted_quantity } : null,
    amountEffectMinor: judged?.amountEffectMinor ?? 0n,
    currency: rating.currency,
  };
}

interface Hour extends HourBooks {
  underWay: UnitsUnderWay;
}

function toHours(books: readonly Book[], metric: Metric, reading: ReadonlyMap<string, bigint>): Hour[] {
  const own = new Map(books.filter((book) => book.metric === metric).map((book) => [book.at, book]));
  return [...new Set([...own.keys(), ...reading.keys()])].sort().map((hour) => {
    const stripe = reading.get(hour) ?? 0n;
    const book = own.get(hour);
    const expected = expectedNow(book, stripe);
    return {
      hour,
      stripe,
      expected,
      underWay: underWayOf(book, expected),
      refused: book?.failed ?? 0n,
      refusedRows: book?.failedRows ?? [],
      repairs: book?.repairs ?? 0,
      earlierLosses: book?.losses ?? 0,
    };
  });
}

/** What the outbox will still send, and what Stripe may not have counted yet, is not missing. */
function expectedNow(book: Book | undefined, stripe: bigint): bigint {
  if (book === undefined) return 0n;
  const settled = settledOf(book);
  if (settled <= stripe || book.acceptedLately <= 0n) return settled;
  const counted = settled - book.acceptedLately;
  return counted > stripe ? counted : stripe;
}

function settledOf({ billable, held, pending, unqueued }: Book): bigint {
  return billable - held - pending - unqueued;
}

function underWayOf(book: Book | undefined, expected: bigint): UnitsUnderWay {
  if (book === undefined) return { forgotten: 0n, unqueued: 0n, pending: 0n, uncounted: 0n };
  const { forgotten, unqueued, pending } = book;
  return { forgotten, unqueued, pending, uncounted: settledOf(book) - expected };
}

/** An invoice of the period that is no draft has billed what the meter said: see `meterWindowSql`. */
async function loadTerm(
  ctx: ServiceContext,
  {
    difference,
    metric,
    start,
    periodEnd,
  }: { difference: UsageDifferenceRow; metric: Metric; start: Date; periodEnd: Date },
) {
  const sold = periodPricesSql({
    subscriptionId: sql`s.id`,
    planVersionIdNow: sql`s.plan_version_id`,
    start: sql`${start.toISOString()}::timestamptz`,
  });
  const [found] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      select sold.versions as plan_version_ids, sold.is_in_parts,
        s.currency, c.stripe_customer_id, exists (
          select from invoices i
          where i.subscription_id = s.id and i.billing_reason = 'subscription_cycle' and i.status <> 'draft'
            and i.period_start < ${periodEnd.toISOString()}::timestamptz
            and i.period_end > ${start.toISOString()}::timestamptz
        ) as is_billed, billed.is_invoiced, billed.quantity as billed_quantity,
        billed.accepted as accepted_quantity
      from subscriptions s join customers c on c.id = s.customer_id
      cross join ${billedPeriodSql({ customerId: sql`c.id`, subscriptionId: sql`s.id`, metric, start })} as billed
      cross join ${sold} as sold
      where s.id = ${difference.subscription_id}::uuid and c.stripe_customer_id is not null`),
  ]);
  const [row] = z.array(termRow).parse(found.rows);
  return row ?? null;
}

function nextDay(now: Date): Date {
  return new Date((Math.floor(now.getTime() / DAY_MS) + 1) * DAY_MS);
}
