import { schema } from '../../db/client.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';
import { queueNotifications } from '../notifications/queue-notification.ts';
import { comparePreview, type RatingCheck } from './compare-preview.ts';
import { describeMismatch, mismatchAlert } from './describe-mismatch.ts';
import { toDueChecks } from './due-check.ts';
import { selectDueChecks } from './due-checks-sql.ts';
import { upsertChecks } from './upsert-checks-sql.ts';
import { upsertPreviews } from './upsert-previews-sql.ts';

const CHECKS_PER_PAGE = 200;
const SYSTEM = { kind: 'system' } as const;

export interface CheckedPreviews {
  matched: number;
  skipped: number;
  /** Both numbers, in words. */
  mismatches: readonly string[];
  moreDue: boolean;
}

/**
 * Compares our own rating of each running period, flat fee and metered lines before tax, late items and prorations, with
 * Stripe's preview of the next invoice, line by line to the minor unit. Usage that is on its way to the meter is no difference:
 * the check is skipped and says so. A mismatch is kept with both numbers and staff is told once a subscription and period. The whole
 * invoice, with tax and credit, is kept for its publisher to read.
 */
export async function checkPreviews(
  ctx: ServiceContext,
  { limit = CHECKS_PER_PAGE, isChangedOnly = false }: { limit?: number; isChangedOnly?: boolean } = {},
): Promise<CheckedPreviews> {
  const [found] = await ctx.db.batch(SYSTEM, (db) => [
    db.execute(selectDueChecks({ now: ctx.now, limit, isChangedOnly })),
  ]);
  const due = toDueChecks(found.rows);
  const checks: RatingCheck[] = [];
  for (const one of due) checks.push(await comparePreview(ctx, one));
  const mismatched = checks.filter(({ status }) => status === 'mismatched');
  if (checks.length > 0) {
    await ctx.db.batch(SYSTEM, (db) => [
      db.execute(upsertChecks(checks, ctx.now)),
      db.execute(upsertPreviews(checks, ctx.now)),
      queueNotifications(db, { notifications: mismatched.flatMap(mismatchAlert), now: ctx.now }),
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
    mismatches: mismatched.map(describeMismatch),
    moreDue: due.length === limit,
  };
}
