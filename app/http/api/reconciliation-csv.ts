import { canonicalJson } from '../../services/idempotency/request-hash.ts';
import type { DifferenceRow } from '../../services/reconciliation/get-run.ts';
import type { ActionRow } from '../../services/reconciliation/repair/list-actions.ts';
import { csvLine } from '../csv.ts';

const DIFFERENCE_HEADER = [
  'kind',
  'customer_id',
  'customer_name',
  'subscription_id',
  'metric',
  'period_start',
  'period_end',
  'object_id',
  'stripe_id',
  'internal_value',
  'stripe_value',
  'difference',
  'percentage_diff',
  'currency',
  'amount_effect_minor',
  'fields',
  'cause',
  'evidence',
  'with_a_person',
];

export function differencesToCsv(rows: readonly DifferenceRow[]): string {
  return csvLine(DIFFERENCE_HEADER) + rows.map(toLine).join('');
}

function toLine(row: DifferenceRow): string {
  const { internal_value: internal, stripe_value: stripe } = row;
  return csvLine([
    row.kind,
    row.customer_id,
    row.customer_name,
    row.subscription_id,
    row.metric,
    row.period_start?.toISOString() ?? null,
    row.period_end?.toISOString() ?? null,
    row.object_id,
    row.stripe_id,
    internal,
    stripe,
    internal === null || stripe === null ? null : BigInt(internal) - BigInt(stripe),
    row.percentage_diff,
    row.currency,
    row.amount_effect_minor,
    row.fields
      .map(({ field, internal: ours, stripe: theirs }) => `${field}: ${ours ?? '–'} → ${theirs ?? '–'}`)
      .join('; '),
    row.cause,
    canonicalJson(row.evidence),
    row.acknowledged ? 'yes' : 'no',
  ]);
}

const PLAN_HEADER = ['type', 'difference', 'customer_id', 'action', 'status', 'result'];

export function planToCsv(rows: readonly ActionRow[]): string {
  const lines = rows.map((row) =>
    csvLine([row.type, row.differenceKey, row.customerId, canonicalJson(row.action), row.status, row.result]),
  );
  return csvLine(PLAN_HEADER) + lines.join('');
}
