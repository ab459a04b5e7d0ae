import { type SQL, sql } from 'drizzle-orm';
import { instantSql } from '../../db/sql-time.ts';
import { toJson } from '../audit/to-json.ts';
import type { RatingCheck } from './compare-preview.ts';

/** The last look at each period; when it first mismatched stays on record. */
export function upsertChecks(checks: readonly RatingCheck[], now: Date): SQL {
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
