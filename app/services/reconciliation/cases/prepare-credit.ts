import { type SQL, sql } from 'drizzle-orm';
import { excessHours } from '../../../domain/reconciliation/plan-excess.ts';
import { usageFingerprint } from '../../../domain/reconciliation/usage-difference.ts';
import { reasonWords } from '../../../format/difference.ts';
import { requireAnswer } from '../../../stripe/require-answer.ts';
import { type LateGroup, toLateGroups } from '../../adjustments/late-group.ts';
import { HELD_ROWS, selectLateGroups } from '../../adjustments/late-groups-sql.ts';
import { loadRatings, type Rating } from '../../adjustments/load-ratings.ts';
import type { ServiceContext } from '../../context.ts';
import type { Pace } from '../pace.ts';
import { readUsageState } from '../repair/read-usage-state.ts';
import { loadPrices } from '../usage/load-prices.ts';
import { type ExcessToBook, excessRows } from './book-excess.ts';
import type { ReconciliationCase } from './case-row.ts';
import { type RefusedCredit, refused } from './credit-plan.ts';
import { mirrorCreditableInvoices } from './mirror-creditable-invoices.ts';

const GROUPS = 50;

export interface PreparedCredit {
  kind: 'prepared';
  caseId: string;
  excess: ExcessToBook;
  ratings: ReadonlyMap<string, Rating>;
}

interface CreditToPrepare {
  found: ReconciliationCase;
  pace: Pace;
  now: Date;
}

const NOT_READ =
  'Stripe does not answer at the moment, so its side could not be read and nothing was given. Try again in a few minutes.';

/**
 * Reads both sides again, Stripe first, the invoices with their credit notes among it: what was billed too much, hour by
 * hour, or why nothing can be given back. Throws `stripe_unavailable` when Stripe does not answer.
 */
export function prepareCredit(
  ctx: ServiceContext,
  given: CreditToPrepare,
): Promise<PreparedCredit | RefusedCredit> {
  return requireAnswer(NOT_READ, () => readBothSides(ctx, given));
}

async function readBothSides(
  ctx: ServiceContext,
  { found, pace, now }: CreditToPrepare,
): Promise<PreparedCredit | RefusedCredit> {
  const { id: caseId, customer_id: customerId, metric } = found;
  if (customerId === null || metric === null) {
    return refused('by_hand', 'This case is about no meter, so there is no usage to give back.');
  }
  const unread = await mirrorCreditableInvoices(ctx, { found, pace });
  if (unread !== null) return unread;
  const prices = await loadPrices(ctx);
  const usage = await readUsageState(ctx, { difference: found, prices, pace, now });
  if (usage === null) return refused('gone', 'The publisher, or Stripe’s side of it, is gone.');
  if (usage.difference === 0n) return refused('gone', reasonWords('gone'));
  if (usageFingerprint(usage) !== found.fingerprint) {
    return refused(
      'changed',
      'The difference is another one by now. Reconcile again; it is then told with a case of its own.',
    );
  }
  if (usage.billed === null) {
    return refused(
      'not_invoiced_yet',
      'The invoice that will bill it is not issued yet. Decide when it is: what it really costs is known then.',
    );
  }
  const internal = usage.stripe + usage.difference;
  if (usage.billed.quantity === internal) return refused('not_billed', reasonWords('billed_in_full'));
  const hours = excessHours({ ...usage, internal });
  if (hours === null) return refused('by_hand', reasonWords('bill_by_hand'));
  const excess = { caseId, customerId, metric, hours };
  const group = await ctx.db.batch({ kind: 'system' }, (db) => [db.execute(selectGroup(excess, now))]);
  const ids = toGroup(group[0].rows, excess)?.stripePriceIds.flatMap((id) => id ?? []) ?? [];
  return { kind: 'prepared', caseId, excess, ratings: await loadRatings(ctx, ids) };
}

/** The held usage of the metric with the excess among it, as if it were booked already. */
export function selectGroup(excess: ExcessToBook, now: Date): SQL {
  const held = sql`(
    select h.* from ${HELD_ROWS} as h where h.customer_id = ${excess.customerId}::uuid and h.metric = ${excess.metric}
    union all
    select * from ${excessRows(excess)} as booked
  )`;
  return selectLateGroups({ now, after: '', limit: GROUPS, held });
}

/** The period's group; null while it waits for its invoice, for the meter's answers or for its true-up. */
export function toGroup(rows: readonly unknown[], { hours }: ExcessToBook): LateGroup | null {
  const [first] = hours;
  if (first === undefined) return null;
  const at = new Date(first.hour);
  return toLateGroups(rows).find(({ period }) => period.start <= at && at < period.end) ?? null;
}
