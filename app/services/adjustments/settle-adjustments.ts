import { type SQL, sql } from 'drizzle-orm';
import { instantSql } from '../../db/sql-time.ts';
import { auditEach } from '../audit/audit-each.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';
import type { ClaimedAdjustment, ClaimedIdentity } from './claim-adjustments.ts';

/** What became of a claimed adjustment. */
export type AdjustmentOutcome =
  | { adjustment: ClaimedAdjustment; status: 'issued'; stripeObjectId: string }
  | { adjustment: ClaimedAdjustment; status: 'failed'; error: string }
  /** It goes again. `own`: what failed concerns it alone; else Stripe gave no verdict. */
  | { adjustment: ClaimedIdentity; status: 'planned'; error: string; cause: 'own' | 'stripe' };

const MINUTE_MS = 60_000;
const LONGEST_DELAY_MS = 6 * 60 * MINUTE_MS;

/** 1, 4, 16, 64 minutes, 4 h 16 min, then every 6 hours: it is money owed, so it never gives up. */
export function adjustmentDelayMs(attempts: number): number {
  return Math.min(MINUTE_MS * 4 ** (attempts - 1), LONGEST_DELAY_MS);
}

/** One statement for all of them, with their trail. */
export function settleAdjustments(ctx: ServiceContext, outcomes: readonly AdjustmentOutcome[]): SQL {
  const at = instantSql(ctx.now);
  const rows = outcomes.map((outcome) => ({
    id: outcome.adjustment.adjustmentId,
    status: outcome.status,
    stripe_object_id: 'stripeObjectId' in outcome ? outcome.stripeObjectId : null,
    error: 'error' in outcome ? outcome.error : null,
    delay_ms: outcome.status === 'planned' ? adjustmentDelayMs(outcome.adjustment.attempts) : 0,
  }));
  const trail = outcomes
    .filter((outcome) => outcome.status !== 'planned')
    .map((outcome) =>
      auditRow(ctx, {
        action: `adjustment.${outcome.status}`,
        objectType: 'period_adjustment',
        objectId: outcome.adjustment.adjustmentId,
        customerId: outcome.adjustment.customerId,
        before: { status: 'planned' },
        after: {
          status: outcome.status,
          ...('stripeObjectId' in outcome
            ? { stripeObjectId: outcome.stripeObjectId }
            : { error: outcome.error }),
        },
      }),
    );
  return sql`
    with settled as (
      update period_adjustments a set status = s.status, stripe_object_id = s.stripe_object_id,
        last_error = s.error, lease_until = null, run_after = ${at} + s.delay_ms * interval '1 millisecond',
        issued_at = case when s.status = 'issued' then ${at} end
      from json_to_recordset(${JSON.stringify(rows)}::json) as s
        (id uuid, status text, stripe_object_id text, error text, delay_ms bigint)
      where a.id = s.id and a.status = 'planned'
      returning a.id
    )
    ${auditEach(sql`settled`, trail)}`;
}
