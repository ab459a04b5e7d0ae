import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { schema } from '../../db/client.ts';
import { instantSql } from '../../db/sql-time.ts';
import { type ComparedComponent, type ComparedRating, compareRating } from '../../domain/compare-rating.ts';
import { METRICS } from '../../domain/metric.ts';
import { CURRENCIES, money } from '../../domain/money.ts';
import { rateUsage } from '../../domain/pricing/rate-usage.ts';
import { formatMoney } from '../../format/money.ts';
import { describeStripeError } from '../../stripe/describe-error.ts';
import { type PreviewedLine, previewNextInvoice } from '../../stripe/preview-next-invoice.ts';
import { auditRow } from '../audit/record.ts';
import { toJson } from '../audit/to-json.ts';
import { priceRow } from '../catalog/price-row.ts';
import type { ServiceContext } from '../context.ts';
import { alertStaff } from '../notifications/alert-staff.ts';
import { queueNotifications } from '../notifications/queue-notification.ts';
import { selectDueChecks } from './due-checks-sql.ts';

const CHECKS_PER_PAGE = 200;
/** Stripe counts after it has answered; a difference in this time is no finding. */
const COUNTING_LAG_MS = 30 * 60_000;
const SYSTEM = { kind: 'system' } as const;

const dueRow = z.object({
  id: z.string(),
  customer_id: z.string(),
  customer_name: z.string(),
  stripe_subscription_id: z.string(),
  currency: z.enum(CURRENCIES),
  period_start: z.coerce.date(),
  is_ending: z.boolean(),
  quantities: z.record(z.enum(METRICS), z.string().transform(BigInt)),
  prices: z.array(z.intersection(z.object({ stripe_price_id: z.string().nullable() }), priceRow)),
  is_unsent: z.boolean(),
  last_accepted_at: z.coerce.date().nullable(),
});
type DueCheck = z.output<typeof dueRow>;

interface Check extends ComparedRating {
  due: DueCheck;
  status: 'matched' | 'mismatched' | 'skipped';
  reason: string | null;
  lines: readonly ComparedComponent[];
}

export interface CheckedPreviews {
  matched: number;
  skipped: number;
  /** Both numbers, in words. */
  mismatches: readonly string[];
  moreDue: boolean;
}

/**
 * Compares our own rating of each running period, flat fee and metered lines before tax and late items, with Stripe's
 * preview of the next invoice, line by line to the minor unit. Usage that is on its way to the meter is no difference:
 * the check is skipped and says so. A mismatch is kept with both numbers and staff is told once a subscription and period.
 */
export async function checkPreviews(
  ctx: ServiceContext,
  { limit = CHECKS_PER_PAGE }: { limit?: number } = {},
): Promise<CheckedPreviews> {
  const [found] = await ctx.db.batch(SYSTEM, (db) => [db.execute(selectDueChecks({ now: ctx.now, limit }))]);
  const due = z.array(dueRow).parse(found.rows);
  const checks: Check[] = [];
  for (const one of due) checks.push(await check(ctx, one));
  const mismatched = checks.filter(({ status }) => status === 'mismatched');
  if (checks.length > 0) {
    await ctx.db.batch(SYSTEM, (db) => [
      db.execute(upsertChecks(checks, ctx.now)),
      queueNotifications(db, { notifications: mismatched.flatMap(alertOf), now: ctx.now }),
      db.insert(schema.billingAudit).values(
        auditRow(ctx, {
          action: 'rating.checked',
          objectType: 'rating_checks',
          objectId: ctx.requestId,
          after: { checked: checks.length, mismatched: mismatched.map(({ due: { id } }) => id) },
        }),
      ),
    ]);
  }
  return {
    matched: checks.filter(({ status }) => status === 'matched').length,
    skipped: checks.filter(({ status }) => status === 'skipped').length,
    mismatches: mismatched.map(toWords),
    moreDue: due.length === limit,
  };
}

async function check(ctx: ServiceContext, due: DueCheck): Promise<Check> {
  const skipped = (reason: string): Check => ({
    due,
    status: 'skipped',
    reason,
    lines: [],
    isEqual: false,
    oursMinor: 0n,
    stripeMinor: 0n,
  });
  if (due.is_unsent) return skipped('Usage of the period is not on the meter yet.');
  try {
    const previewed = await previewNextInvoice(ctx.stripe, due.stripe_subscription_id);
    if (previewed === null) return skipped('The preview has more lines than it shows.');
    const lines = compareLines(due, previewed);
    const compared = compareRating(lines);
    if (compared.isEqual) return { due, status: 'matched', reason: null, lines, ...compared };
    if (ctx.now.getTime() - (due.last_accepted_at?.getTime() ?? 0) < COUNTING_LAG_MS) {
      return skipped('The meter may not have counted the last usage yet.');
    }
    return { due, status: 'mismatched', reason: null, lines, ...compared };
  } catch (error) {
    const message = describeStripeError(error);
    if (message === null) throw error;
    return skipped(message);
  }
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

function rateOurs(due: DueCheck, price: DueCheck['prices'][number]): bigint[] {
  if (price.component === 'base') return due.is_ending ? [] : [price.unitAmountMinor];
  const quantity = due.quantities[price.component];
  const lines = rateUsage({ price: price.price, quantity, currency: due.currency });
  return lines.map(({ amount }) => amount.amountMinor);
}

function upsertChecks(checks: readonly Check[], now: Date) {
  const at = instantSql(now);
  const rows = toJson(
    checks.map(({ due, status, reason, oursMinor, stripeMinor, lines }) => ({
      subscription_id: due.id,
      customer_id: due.customer_id,
      period_start: due.period_start,
      currency: due.currency,
      status,
      reason,
      ours_minor: oursMinor,
      stripe_minor: stripeMinor,
      lines,
    })),
  );
  return sql`
    insert into rating_checks as r (subscription_id, customer_id, period_start, status, reason, currency, ours_minor,
      stripe_minor, lines, checked_at, mismatched_at)
    select subscription_id, customer_id, period_start, status, reason, currency, ours_minor, stripe_minor, lines, ${at},
      case when status = 'mismatched' then ${at} end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c (subscription_id uuid, customer_id uuid,
      period_start timestamptz, status text, reason text, currency text, ours_minor bigint, stripe_minor bigint,
      lines jsonb)
    on conflict (subscription_id, period_start) do update set status = excluded.status, reason = excluded.reason,
      ours_minor = excluded.ours_minor, stripe_minor = excluded.stripe_minor, lines = excluded.lines,
      checked_at = excluded.checked_at, mismatched_at = coalesce(r.mismatched_at, excluded.mismatched_at)
      where r.checked_at <= excluded.checked_at`;
}

function toWords({ due, oursMinor, stripeMinor }: Check): string {
  const words = (minor: bigint) => formatMoney(money(minor, due.currency), 'en-US');
  return `${due.customer_name}: we rate the running period at ${words(oursMinor)}, Stripe previews ${words(stripeMinor)}`;
}

function alertOf(mismatch: Check) {
  return alertStaff({
    kind: 'rating.mismatched',
    key: `rating:${mismatch.due.id}:${mismatch.due.period_start.toISOString()}`,
    title: 'Our rating differs from Stripe’s preview',
    text: toWords(mismatch),
  });
}
