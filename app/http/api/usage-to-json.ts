import type { MetricUsage } from '../../services/usage/current/current-usage.ts';
import type { CurrentUsageAndNextInvoice } from '../../services/usage/current/get-current-usage.ts';
import { type ExactNumber, exactDecimal, exactInteger } from './exact-number.ts';
import { invoicePreviewToJson } from './invoice-preview-to-json.ts';
import { majorUnits } from './major-units.ts';
import { nextInvoiceToJson } from './next-invoice-to-json.ts';
import type { CurrentUsageJson } from './schemas.ts';

/** A GB is 10^9 bytes. */
const GB_PLACES = 9;

export function usageToJson(usage: CurrentUsageAndNextInvoice): CurrentUsageJson {
  const { impressions, api_calls: apiCalls, data_transfer_bytes: transfer } = usage.metrics;
  return {
    current_period: {
      start: usage.period.start.toISOString(),
      end: usage.period.end.toISOString(),
      impressions: exactInteger(impressions.quantity),
      api_calls: exactInteger(apiCalls.quantity),
      data_transfer_gb: gigabytes(transfer.quantity),
    },
    overages: {
      impressions: countedOverage(impressions),
      api_calls: countedOverage(apiCalls),
      data_transfer: { amount: gigabytes(transfer.overageUnits), cost: majorUnits(transfer.overageCost) },
      total_overage_cost: majorUnits(usage.totalOverageCost),
    },
    subscription: {
      plan_type: usage.plan.id,
      included_impressions: exactInteger(impressions.includedUnits),
      included_api_calls: exactInteger(apiCalls.includedUnits),
      included_data_transfer_gb: gigabytes(transfer.includedUnits),
    },
    minimum_commitment: usage.minimum && {
      amount: majorUnits(usage.minimum.commitment),
      charged_so_far: majorUnits(usage.minimum.charged),
      expected_true_up: usage.minimum.trueUp && majorUnits(usage.minimum.trueUp),
    },
    next_invoice: nextInvoiceToJson(usage.nextInvoice),
    next_invoice_preview: invoicePreviewToJson(usage.nextInvoice),
    currency: usage.currency,
    as_of: usage.asOf?.toISOString() ?? null,
  };
}

function countedOverage({ overageUnits, overageCost }: MetricUsage): {
  amount: ExactNumber;
  cost: ExactNumber;
} {
  return { amount: exactInteger(overageUnits), cost: majorUnits(overageCost) };
}

export function gigabytes(bytes: bigint): ExactNumber {
  return exactDecimal(bytes, GB_PLACES);
}
