import { type SQL, sql } from 'drizzle-orm';
import { instantSql } from '../../db/sql-time.ts';
import { signatureOf } from '../../domain/actor.ts';
import { SETTLED_AS, type SettledAs } from '../../domain/adjustments/settled-as.ts';
import { BillingError } from '../../domain/errors.ts';
import { requireAdmin } from '../admin/require-admin.ts';
import { audited } from '../audit/audited.ts';
import { auditRow } from '../audit/record.ts';
import { type Confirmation, requireConfirmed } from '../confirmation.ts';
import type { ServiceContext } from '../context.ts';
import { getAdjustment } from './get-adjustment.ts';
import type { OpenAdjustment } from './open-adjustment.ts';
import { IS_OPEN, LEFT_MINOR } from './open-sql.ts';
import { lockAdjustments } from './record-adjustments.ts';

export const SETTLED_KEYWORD = 'settled';

export interface SettleByHandInput extends Confirmation {
  id: string;
  /** A `SettledAs`. */
  settledAs: unknown;
}

/**
 * Writes down, once, that a person has settled what an adjustment left open: billed it or gave it back outside, or waived
 * it. It moves no money. What was left counts as settled in the books of its period from then on, so that no later
 * correction bills it or gives it back again; what was waived does not count as money that moved, so a later difference
 * the other way takes it up first. The same person may say the same again and changes nothing. Throws `forbidden`,
 * `not_found`, `conflict` when it is not open (any more), and `invalid_value` naming the fields.
 */
export async function settleByHand(
  ctx: ServiceContext,
  { id, settledAs: given, ...confirmation }: SettleByHandInput,
): Promise<OpenAdjustment> {
  const { actor } = ctx;
  requireAdmin(actor);
  const by = signatureOf(actor);
  const found = await getAdjustment(ctx, id);
  const settledAs = SETTLED_AS.find((one) => one === given);
  const isUnknown = { path: 'settled_as', message: 'must say what became of it' };
  const reason = requireConfirmed(confirmation, SETTLED_KEYWORD, settledAs === undefined ? [isUnknown] : []);
  const { amountMinor, currency } = found.left;
  await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(lockAdjustments()),
    audited(
      db,
      sql`update period_adjustments a
          set closed_at = ${instantSql(ctx.now)}, closed_by = ${by}, closed_reason = ${reason},
            ${bookedSql(settledAs, amountMinor)}
          where a.id = ${id}::uuid and a.status <> 'planned' and ${LEFT_MINOR} = ${amountMinor.toString()}::bigint
            and ${IS_OPEN}
          returning a.id`,
      auditRow(ctx, {
        action: 'adjustment.settled_by_hand',
        objectType: 'period_adjustment',
        objectId: id,
        customerId: found.customerId,
        before: { leftMinor: amountMinor, currency, quantityDelta: found.quantityDelta },
        after: { settledAs, settledMinor: amountMinor, currency, reason },
      }),
    ),
  ]);
  const now = await getAdjustment(ctx, id);
  const { settled } = now;
  if (settled?.by === by && settled.reason === reason && settled.as === settledAs) return now;
  throw new BillingError('conflict', WORDS[now.standing]);
}

/** Of a row `a`: where what was left is booked. */
function bookedSql(settledAs: SettledAs | undefined, amountMinor: bigint): SQL {
  const left = sql`${amountMinor.toString()}::bigint`;
  return settledAs === 'waived'
    ? sql`is_waived = true, waived_minor = a.waived_minor + ${left}`
    : sql`closed_minor = ${left}`;
}

const WORDS: Readonly<Record<OpenAdjustment['standing'], string>> = {
  open: 'Something has changed meanwhile, so nothing was written down. Look at it again.',
  being_made: 'A part of it is being made in Stripe just now. Decide about the rest when that is done.',
  settled: 'Somebody has settled this already.',
  taken_up: 'A later decision of its period has taken it up, so there is nothing left to settle.',
};
