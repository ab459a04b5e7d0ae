import { BillingError } from '../../../domain/errors.ts';
import { OBJECT_KINDS, type ObjectKind } from '../../../domain/reconciliation/classify-object.ts';
import type { FieldDifference } from '../../../domain/reconciliation/compare-facts.ts';
import {
  planObject,
  planUsage,
  type RepairAction,
  type UsageToRepair,
} from '../../../domain/reconciliation/repair-action.ts';
import { usageFingerprint } from '../../../domain/reconciliation/usage-difference.ts';
import type { StripeObject } from '../../../stripe/reconciliation/stripe-object.ts';
import { requireAnswer } from '../../../stripe/require-answer.ts';
import type { ServiceContext } from '../../context.ts';
import { hashRequest } from '../../idempotency/request-hash.ts';
import { type DifferenceRow, getRun } from '../get-run.ts';
import { inLanes } from '../in-lanes.ts';
import { compareObject, unlistedToDifference } from '../objects/compare-object.ts';
import { loadHere } from '../objects/load-here.ts';
import { OBJECT_SOURCES } from '../objects/object-source.ts';
import type { Pace } from '../pace.ts';
import { requireReconciler } from '../require-reconciler.ts';
import { loadPrices, type PriceList } from '../usage/load-prices.ts';
import { readUsageState } from './read-usage-state.ts';
import type { ObjectSubject, PlannedAction, RepairPlan, UsageSubject } from './repair-plan.ts';
import { withPlanNames } from './with-plan-names.ts';

/** So many are read again within one request, and read by one person. */
const MAX_ACTIONS = 200;
const NOT_READ =
  'Stripe does not answer at the moment, so its side could not be read and nothing was changed. Try again in a few minutes.';

export interface PlanRepairInput {
  runId: string;
  pace: Pace;
  now: Date;
}

/**
 * What would mend the differences of a finished run, computed from both sides as they are now. Changes nothing. The
 * hash covers the actions and the state: planning again gives the same hash exactly while nothing has changed. Throws
 * `not_found`, `conflict` while the run is under way, and `stripe_unavailable` when Stripe does not answer.
 */
export async function planRepair(ctx: ServiceContext, input: PlanRepairInput): Promise<RepairPlan> {
  requireReconciler(ctx.actor);
  const { runId } = input;
  const detail = await getRun(ctx, runId, { limit: MAX_ACTIONS + 1 });
  if (detail === null) throw new BillingError('not_found', 'There is no such reconciliation.');
  if (detail.run.status === 'running') {
    throw new BillingError('conflict', 'The reconciliation is still under way. Plan when it has ended.');
  }
  const open = detail.differences.filter(({ acknowledged }) => !acknowledged);
  const actions = await requireAnswer(NOT_READ, () =>
    planDifferences(ctx, open.slice(0, MAX_ACTIONS).sort(byKey), input),
  );
  const hashed = actions.map(({ differenceKey, action, state }) => ({ differenceKey, action, state }));
  return {
    runId,
    planHash: await hashRequest({ method: 'PLAN', path: runId, body: hashed }),
    actions: await withPlanNames(ctx, actions),
    more: open.length > MAX_ACTIONS,
  };
}

async function planDifferences(
  ctx: ServiceContext,
  differences: readonly DifferenceRow[],
  { pace, now }: PlanRepairInput,
): Promise<PlannedAction[]> {
  const prices = await loadPrices(ctx);
  return inLanes(differences, async (difference) => {
    const kind = OBJECT_KINDS.find((known) => known === difference.kind);
    const planned =
      kind === undefined
        ? await planMeter(ctx, { difference, prices, pace, now })
        : await planMirrored(ctx, { kind, difference, pace, now });
    return {
      differenceKey: difference.key,
      kind: difference.kind,
      customerId: difference.customer_id,
      customerName: difference.customer_name,
      ...planned,
    };
  });
}

type Planned = Pick<PlannedAction, 'action' | 'state' | 'fingerprint' | 'subject'>;

const GONE: RepairAction = { type: 'none', reason: 'gone' };

async function planMeter(
  ctx: ServiceContext,
  input: { difference: DifferenceRow; prices: PriceList; pace: Pace; now: Date },
): Promise<Planned> {
  const usage = await readUsageState(ctx, input);
  const subject = usageSubject(input.difference, usage);
  if (usage === null) {
    return { action: GONE, state: null, fingerprint: input.difference.fingerprint, subject };
  }
  const hours = usage.hours.map(({ hour, expected, stripe }) => [hour, expected - stripe]);
  return {
    action: planUsage(usage),
    state: { difference: usage.difference, isOpen: usage.isOpen, billed: usage.billed, hours },
    fingerprint: usageFingerprint(usage),
    subject,
  };
}

async function planMirrored(
  ctx: ServiceContext,
  input: { kind: ObjectKind; difference: DifferenceRow; pace: Pace; now: Date },
): Promise<Planned> {
  const { kind, difference, pace, now } = input;
  const stripeId = difference.stripe_id ?? '';
  const there = await pace.ask(() => OBJECT_SOURCES[kind].get(ctx.stripe, stripeId));
  const asked: StripeObject = there ?? {
    stripeId,
    stripeCustomerId: null,
    createdAt: now,
    changedAt: null,
    facts: {},
  };
  const side = await loadHere(ctx, { kind, page: [asked], now });
  const here = side.objects.get(stripeId);
  const fresh =
    there !== null
      ? compareObject(kind, there, side)
      : here === undefined
        ? null
        : unlistedToDifference(kind, here, side.traces.get(stripeId));
  const subject = objectSubject(kind, difference, fresh?.fields ?? []);
  if (fresh === null) return { action: GONE, state: [], fingerprint: difference.fingerprint, subject };
  const chargeId = there?.chargeId ?? here?.charge_id ?? null;
  return {
    action: planObject({
      kind,
      stripeId,
      chargeId,
      fields: fresh.fields,
      isDraft: here?.facts.status === 'draft',
    }),
    state: fresh.fields,
    fingerprint: fresh.fingerprint,
    subject,
  };
}

function usageSubject(difference: DifferenceRow, usage: UsageToRepair | null): UsageSubject {
  const { metric, period_start: start, period_end: end } = difference;
  if (metric === null || start === null || end === null) {
    throw new Error(`the difference ${difference.key} names no meter and period`);
  }
  const books = usage && { ours: usage.stripe + usage.difference, stripe: usage.stripe };
  return { type: 'usage', metric, period: { start, end }, books };
}

function objectSubject(
  kind: ObjectKind,
  difference: DifferenceRow,
  fields: readonly FieldDifference[],
): ObjectSubject {
  const { stripe_id: stripeId, invoice_number: invoiceNumber, currency } = difference;
  return { type: 'object', kind, stripeId: stripeId ?? '', invoiceNumber, currency, fields };
}

function byKey(a: DifferenceRow, b: DifferenceRow): number {
  return a.key < b.key ? -1 : 1;
}
