import { type SQL, sql } from 'drizzle-orm';
import { monthlyPeriodSql } from '../../../db/sql-time.ts';
import { NEXT_PLAN_WITHIN, owningSubscriptionSql } from '../periods/owning-subscription-sql.ts';
import { SEND_AFTER_PERIOD_END } from './send-window-sql.ts';

const OLDEST_METER_EVENT = sql`interval '35 days'`;

/**
 * A LATERAL subquery: whether an hour of a customer may still go to the meter (`is_open`), and until when
 * (`send_before`); no row without a mirrored subscription. Stripe takes a meter event at any time within 35 days, but
 * bills it only if it arrives before the invoice of its period is finalized, an hour after the period's end; one that
 * comes later is counted on the meter and charged to nobody. So the safe side is to hold: a held hour stays in our books
 * as late usage, a lost one does not. The mirror may lag, therefore the deadline comes from the anchor and the clock,
 * which cannot: the end of the hour's own period and ten minutes less than Stripe's hour. What the mirror does know can
 * only shorten it: an invoice of the period that is no longer a draft, or the end of the subscription, come or
 * announced. An hour after an announced end waits undecided (`is_decided`), and so does one after an end that has come as
 * long as the next plan may cover it.
 */
export function meterWindowSql({ customerId, hour, at }: { customerId: SQL; hour: SQL; at: SQL }): SQL {
  return sql`lateral (
    select d.send_before,
      s.ends_at is null or ${hour} < s.ends_at
        or (s.ended_at is not null and ${hour} <= ${at} - ${NEXT_PLAN_WITHIN}) as is_decided,
      s.covers and s.invoice_id is null and ${at} < d.send_before and ${hour} > ${at} - ${OLDEST_METER_EVENT} as is_open
    from ${owningSubscriptionSql({ customerId, hour })} as s
    cross join ${monthlyPeriodSql({ anchor: sql`s.billing_anchor_at`, at: hour })} as p
    cross join lateral (
      select least(p.period_end, s.ends_at) + ${SEND_AFTER_PERIOD_END} as send_before
    ) as d
  )`;
}
