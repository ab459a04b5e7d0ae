import type { NextInvoice } from '../../services/usage/next-invoice/next-invoice.ts';
import { majorUnits } from './major-units.ts';
import type { NextInvoiceJson } from './next-invoice-schema.ts';

export function nextInvoiceToJson(next: NextInvoice): NextInvoiceJson {
  const { at, usage, trueUp, late, otherItems, hasUsageBefore, baseFee, total, expected } = next;
  return {
    date: at.toISOString(),
    usage: majorUnits(usage),
    true_up: trueUp && majorUnits(trueUp),
    late_usage: majorUnits(late),
    other_items: otherItems && majorUnits(otherItems),
    has_usage_before_change: hasUsageBefore,
    base_fee: baseFee && majorUnits(baseFee),
    subtotal: majorUnits(total),
    expected: expected && {
      discounts: majorUnits(expected.discounts),
      tax: majorUnits(expected.tax),
      customer_balance: majorUnits(expected.balance),
      amount_due: majorUnits(expected.due),
    },
    currency: total.currency,
  };
}
