import { OBJECT_KINDS } from '../../domain/reconciliation/classify-object.ts';
import { toJson } from '../../services/audit/to-json.ts';
import type { DifferenceRow, RunDetail } from '../../services/reconciliation/get-run.ts';
import { MAX_DIFFERENCES } from '../../services/reconciliation/get-run.ts';
import type { ExecutedActions } from '../../services/reconciliation/repair/execute-actions.ts';
import type { RepairPlan } from '../../services/reconciliation/repair/repair-plan.ts';
import { type ExactNumber, exactFromText, exactInteger } from './exact-number.ts';
import type {
  ReconciliationJson,
  ReconciliationRunningJson,
  ReconciliationStartedJson,
  RepairPlanJson,
  RepairResultJson,
} from './reconciliation-schemas.ts';

export function reconciliationToJson(detail: RunDetail): ReconciliationJson | ReconciliationRunningJson {
  const { run } = detail;
  if (run.status === 'running') return runningToJson(detail);
  const open = detail.differences.filter(({ acknowledged }) => !acknowledged);
  const usd = run.totals.find(({ currency }) => currency === 'usd');
  return {
    success: run.status === 'succeeded',
    discrepancies: open.flatMap(toDiscrepancy),
    total_discrepancy_amount: exactInteger(usd?.amountMinor ?? 0n),
    totals: run.totals.map(({ currency, amountMinor }) => ({ currency, amount: exactInteger(amountMinor) })),
    findings: open.flatMap(toFinding),
    reconciliation_id: run.id,
    timestamp: (run.finishedAt ?? run.createdAt).toISOString(),
    status: run.status,
    compared: run.progress.compared,
    within_tolerance: run.progress.withinTolerance,
    foreign_objects: run.foreignObjects,
    awaiting_decision: run.acknowledged,
    truncated: detail.differences.length >= MAX_DIFFERENCES,
  };
}

function runningToJson({ run }: RunDetail): ReconciliationRunningJson {
  const { shards, done } = run.progress;
  const share = shards === 0 ? 0 : Math.round((done / shards) * 1_000) / 1_000;
  return { reconciliation_id: run.id, status: 'running', progress: share };
}

export function startedToJson(runId: string): ReconciliationStartedJson {
  return {
    reconciliation_id: runId,
    status: 'running',
    status_url: `/api/v1/billing/reconcile/${runId}`,
  };
}

function toDiscrepancy(row: DifferenceRow): ReconciliationJson['discrepancies'] {
  const { subscription_id, customer_id, metric, period_start, period_end } = row;
  if (!subscription_id || !customer_id || !metric || !period_start || !period_end) return [];
  const internal = BigInt(row.internal_value ?? 0);
  const stripe = BigInt(row.stripe_value ?? 0);
  return [
    {
      subscription_id,
      customer_id,
      metric,
      period_start: period_start.toISOString(),
      period_end: period_end.toISOString(),
      internal_value: exactInteger(internal),
      stripe_value: exactInteger(stripe),
      difference: exactInteger(internal - stripe),
      percentage_diff: trimmed(row.percentage_diff ?? '0'),
      currency: row.currency ?? '',
      amount_effect: exactFromText(row.amount_effect_minor ?? '0'),
      cause: row.cause,
      evidence: row.evidence,
    },
  ];
}

function trimmed(decimal: string): ExactNumber {
  return exactFromText(decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal);
}

function toFinding(row: DifferenceRow): ReconciliationJson['findings'] {
  const kind = OBJECT_KINDS.find((known) => known === row.kind);
  if (kind === undefined) return [];
  return [
    {
      kind,
      object_id: row.object_id,
      stripe_id: row.stripe_id ?? '',
      customer_id: row.customer_id,
      fields: row.fields.map(({ field, internal, stripe }) => ({
        field,
        internal_value: internal,
        stripe_value: stripe,
      })),
      cause: row.cause,
      evidence: row.evidence,
    },
  ];
}

export function planToJson(plan: RepairPlan): RepairPlanJson {
  return {
    reconciliation_id: plan.runId,
    plan_hash: plan.planHash,
    actions: plan.actions.map(({ action: { type, ...detail }, differenceKey, customerId }) => ({
      type,
      difference: differenceKey,
      customer_id: customerId,
      detail: toJson(detail) as Record<string, unknown>,
    })),
    more: plan.more,
  };
}

export function repairToJson(
  { runId, planHash }: { runId: string; planHash: string },
  executed: ExecutedActions,
): RepairResultJson {
  return { reconciliation_id: runId, plan_hash: planHash, ...executed };
}
