import type Stripe from 'stripe';
import type { StripeClient } from './client.ts';

/** One tax of an invoice, labelled for its reader. */
export interface TaxReading {
  amountMinor: bigint;
  /** E.g. "VAT 19 %", or why there is none. */
  label: string;
  inclusive: boolean;
}

/** Stripe names the rate by id only; each is asked for once. */
export async function readTaxes(
  stripe: StripeClient,
  totals: readonly Stripe.Invoice.TotalTax[],
): Promise<TaxReading[]> {
  const ids = new Set(totals.flatMap(({ tax_rate_details }) => tax_rate_details?.tax_rate ?? []));
  const rates = await Promise.all([...ids].map((id) => stripe.taxRates.retrieve(id)));
  const labels = new Map(rates.map((rate) => [rate.id, rateLabel(rate)]));
  return totals.map((tax) => ({
    amountMinor: BigInt(tax.amount),
    label: labels.get(tax.tax_rate_details?.tax_rate ?? '') ?? reasonLabel(tax.taxability_reason),
    inclusive: tax.tax_behavior === 'inclusive',
  }));
}

function rateLabel({ display_name, percentage }: Stripe.TaxRate): string {
  return `${display_name} ${percentage} %`;
}

function reasonLabel(reason: string): string {
  const words = reason.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
