import { formatDecimal } from '../../domain/decimal.ts';
import type { ChargeExplanation, UsageSeal } from '../../services/usage/explain/charge-explanation.ts';
import type { ExplainedBillChange } from '../../services/usage/explain/explain-bill-change.ts';
import type { HistoryPeriod } from '../../services/usage/history/get-usage-history.ts';
import { type ExactNumber, exactInteger } from './exact-number.ts';
import { majorUnits } from './major-units.ts';
import type { BillChangeJson, ChargeExplanationJson, UsageHistoryJson } from './usage-insight-schemas.ts';
import { gigabytes } from './usage-to-json.ts';

export function historyToJson(periods: readonly HistoryPeriod[]): UsageHistoryJson {
  return {
    periods: periods.map(({ period, isRunning, plan, quantities, usageCharge, invoice }) => ({
      start: period.start.toISOString(),
      end: period.end.toISOString(),
      is_running: isRunning,
      plan_type: plan.id,
      impressions: exactInteger(quantities.impressions),
      api_calls: exactInteger(quantities.api_calls),
      data_transfer_bytes: exactInteger(quantities.data_transfer_bytes),
      data_transfer_gb: gigabytes(quantities.data_transfer_bytes),
      currency: usageCharge?.currency ?? null,
      usage_charge: usageCharge && majorUnits(usageCharge),
      invoice: invoice && {
        id: invoice.id,
        number: invoice.number,
        status: invoice.status,
        total: majorUnits(invoice.total),
        currency: invoice.total.currency,
        billed: {
          impressions: billedInteger(invoice.billedQuantities.impressions),
          api_calls: billedInteger(invoice.billedQuantities.api_calls),
          data_transfer_bytes: billedInteger(invoice.billedQuantities.data_transfer_bytes),
        },
      },
    })),
  };
}

export function explanationToJson(explanation: ChargeExplanation): ChargeExplanationJson {
  const { metric, period, isRunning, invoice, total, invoicedTotal, seal, hours } = explanation;
  return {
    metric,
    period: { start: period.start.toISOString(), end: period.end.toISOString(), is_running: isRunning },
    currency: total.currency,
    invoice,
    charged_quantity: billedInteger(explanation.chargedQuantity),
    plan_change: explanation.changed && {
      plans: [...explanation.changed.planNames],
      included: exactInteger(explanation.changed.includedUnits),
    },
    lines: explanation.lines.map((line) => ({
      from: exactInteger(line.from),
      up_to: line.upTo === null ? null : exactInteger(line.upTo),
      units: exactInteger(line.units),
      packages: line.packages === null ? null : exactInteger(line.packages),
      unit_amount_decimal: formatDecimal(line.unitAmount),
      flat_amount_decimal: line.flatAmount && formatDecimal(line.flatAmount),
      exact_amount_decimal: line.exactAmountDecimal,
      amount: majorUnits(line.amount),
      invoiced: line.invoiced && majorUnits(line.invoiced),
    })),
    total: majorUnits(total),
    invoiced_total: invoicedTotal && majorUnits(invoicedTotal),
    days: explanation.days.map(({ day, quantity }) => ({ day, quantity: exactInteger(quantity) })),
    hours:
      hours?.map((row) => ({
        hour: row.hour.toISOString(),
        quantity: exactInteger(row.quantity),
        adjusted_quantity: exactInteger(row.adjustedQuantity),
        billable_quantity: exactInteger(row.billableQuantity),
      })) ?? null,
    seal: {
      sealed: seal.sealed && { ...sealToJson(seal.sealed), at: seal.sealed.at.toISOString() },
      now: sealToJson(seal.now),
      is_unchanged: seal.isUnchanged,
    },
    late: explanation.late.map(({ kind, state, description, quantityDelta, amount, createdAt }) => ({
      kind,
      status: state,
      description,
      quantity_delta: exactInteger(quantityDelta),
      amount: majorUnits(amount),
      currency: amount.currency,
      created_at: createdAt.toISOString(),
    })),
    buckets: explanation.buckets?.map(({ name, units }) => ({ name, units: exactInteger(units) })) ?? null,
  };
}

/** Null where an invoice of packages does not say how many units were in them. */
function billedInteger(units: bigint | null): ExactNumber | null {
  return units === null ? null : exactInteger(units);
}

function sealToJson({ digest, hours, quantity }: UsageSeal['now']) {
  return { digest, hours, quantity: exactInteger(quantity) };
}

export function billChangeToJson(change: ExplainedBillChange): BillChangeJson {
  const { period, previousPeriod, isRunning, before, after, difference } = change;
  return {
    period: { start: period.start.toISOString(), end: period.end.toISOString(), is_running: isRunning },
    previous_period: { start: previousPeriod.start.toISOString(), end: previousPeriod.end.toISOString() },
    invoice: change.invoice,
    previous_invoice: change.previousInvoice,
    before: { amount: majorUnits(before), currency: before.currency },
    after: { amount: majorUnits(after), currency: after.currency },
    difference: difference && majorUnits(difference),
    parts: change.parts.map(({ cause, metric, amount }) => ({
      cause,
      metric,
      amount: majorUnits(amount),
      currency: amount.currency,
    })),
  };
}
