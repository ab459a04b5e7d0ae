import { sql } from 'drizzle-orm';
import { schema, type Transaction } from '../../../db/client.ts';
import { instantSql } from '../../../db/sql-time.ts';
import { signatureOf } from '../../../domain/actor.ts';
import { BillingError } from '../../../domain/errors.ts';
import { adjustmentAlerts } from '../../adjustments/adjustment-alerts.ts';
import { issueAdjustments } from '../../adjustments/issue-adjustments.ts';
import { lockAdjustments, recordAdjustments } from '../../adjustments/record-adjustments.ts';
import { auditRow } from '../../audit/record.ts';
import { type Confirmation, requireConfirmed } from '../../confirmation.ts';
import type { ServiceContext } from '../../context.ts';
import { insertNotifications } from '../../notifications/queue-notification.ts';
import type { Pace } from '../pace.ts';
import { bookExcess } from './book-excess.ts';
import type { ReconciliationCase } from './case-row.ts';
import { type CreditPlan, computeCredit } from './credit-plan.ts';
import { getCase } from './get-case.ts';
import { overWords, stillUnderWay } from './plan-credit.ts';
import { type PreparedCredit, prepareCredit, selectGroup, toGroup } from './prepare-credit.ts';

export const CREDIT_KEYWORD = 'credit';

export interface GiveCreditInput extends Confirmation {
  id: string;
  /** Of the plan that the person has seen. */
  planHash: string;
  pace: Pace;
  now: Date;
}

/**
 * A person gives a proposed credit. Both sides are read again; another plan than the one that was seen refuses everything
 * (`conflict`). The case is closed, the units are booked and the adjustments are decided in one transaction, so a kill
 * leaves all or nothing; then the credit notes are made in Stripe as those of late usage are, at once where Stripe
 * answers, else by the job. The same person may ask again and gets the same credit. No job may do this: throws
 * `forbidden` for all but admins, `not_found`, `invalid_value` naming the field, and `conflict`.
 */
export async function giveCredit(
  ctx: ServiceContext,
  { id, planHash, pace, now, ...confirmation }: GiveCreditInput,
): Promise<ReconciliationCase> {
  const by = requirePerson(ctx);
  const reason = requireConfirmed(confirmation, CREDIT_KEYWORD);
  const found = await getCase(ctx, id);
  const isRepeat =
    found.outcome === 'credit_given' && found.decided_by === by && found.plan_hash === planHash;
  if (!isRepeat) {
    const over = overWords(found);
    if (over !== null) throw new BillingError('conflict', over.message);
    const prepared = await prepareCredit(ctx, { found, pace, now });
    if (prepared.kind === 'refused') throw new BillingError('conflict', prepared.message);
    await decide(ctx, { found, prepared, planHash, reason, by, now });
  }
  const decided = await getCase(ctx, id);
  await issueAdjustments({ ...ctx, now }, { ids: decided.credits.map((credit) => credit.id) });
  return getCase(ctx, id);
}

function requirePerson({ actor }: ServiceContext): string {
  if (actor.kind === 'staff' && actor.role === 'admin') return signatureOf(actor);
  throw new BillingError('forbidden', 'Only an admin, in person, may give a credit.');
}

interface Decision {
  found: ReconciliationCase;
  prepared: PreparedCredit;
  planHash: string;
  reason: string;
  by: string;
  now: Date;
}

async function decide(ctx: ServiceContext, decision: Decision): Promise<void> {
  const { found, prepared, planHash, now } = decision;
  await ctx.db.transaction({ kind: 'system' }, async (tx) => {
    await tx.execute(lockAdjustments());
    const { rows } = await tx.execute(selectGroup(prepared.excess, now));
    const group = toGroup(rows, prepared.excess);
    const plan = group === null ? stillUnderWay() : await computeCredit(ctx, { ...prepared, group });
    if (plan.kind === 'refused') throw new BillingError('conflict', plan.message);
    if (plan.planHash !== planHash) throw somethingChanged();
    await closeCase(tx, { ...decision, plan });
    await tx.execute(bookExcess(plan.excess, now));
    const written = await tx.execute(recordAdjustments({ ...ctx, now }, plan.adjustments));
    if (written.rows.length < plan.adjustments.length) throw somethingChanged();
    await tx.execute(insertNotifications({ notifications: adjustmentAlerts(plan.adjustments), now }));
    await tx.insert(schema.billingAudit).values(
      auditRow(
        { ...ctx, now },
        {
          action: 'reconciliation.credit_given',
          objectType: 'reconciliation_case',
          objectId: found.id,
          customerId: found.customer_id,
          before: { status: 'open', ...worldOf(plan) },
          after: { status: 'closed', outcome: 'credit_given', decision: decision.reason, ...givenOf(plan) },
        },
      ),
    );
  });
}

async function closeCase(tx: Transaction, { found, plan, reason, by, now }: Decision & { plan: CreditPlan }) {
  const ids = JSON.stringify(plan.adjustments.map(({ id }) => id));
  const { rows } = await tx.execute(sql`
    update reconciliation_cases
    set status = 'closed', outcome = 'credit_given', decided_at = ${instantSql(now)}, decided_by = ${by},
      decision = ${reason}, plan_hash = ${plan.planHash}, adjustment_ids = ${ids}::jsonb
    where id = ${found.id}::uuid and status = 'open' returning id`);
  if (rows.length === 0) throw new BillingError('conflict', 'Somebody has decided this already.');
}

function worldOf({ units, otherUnits, excess }: CreditPlan) {
  return { billedTooManyUnits: units, lateUnits: otherUnits, hours: excess.hours };
}

function givenOf({ planHash, amountMinor, uncappedMinor, currency, adjustments }: CreditPlan) {
  return { planHash, amountMinor, uncappedMinor, currency, adjustments: adjustments.map(({ id }) => id) };
}

function somethingChanged(): BillingError {
  return new BillingError(
    'conflict',
    'Something has changed since this credit was computed, so nothing was done. Look at the new one.',
  );
}
