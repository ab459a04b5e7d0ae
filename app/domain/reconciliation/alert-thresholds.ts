import { BYTES_PER_GB, isMetric, type Metric } from '../metric.ts';
import { type Currency, isCurrency } from '../money.ts';
import type { Cause } from './cause.ts';

/** From so many units on a difference is told to staff, whatever it costs. */
export const ALERT_UNITS: Readonly<Record<Metric, bigint>> = {
  impressions: 100_000n,
  api_calls: 10_000n,
  data_transfer_bytes: 10n * BYTES_PER_GB,
};

/** From so much money on (minor units), about ten US dollars, whatever the units. */
export const ALERT_AMOUNT_MINOR: Readonly<Record<Currency, bigint>> = {
  usd: 1_000n,
  eur: 1_000n,
  gbp: 800n,
  jpy: 1_500n,
};

export interface AlertQuestion {
  cause: Cause;
  metric: string | null;
  difference: bigint | null;
  currency: string | null;
  amountEffectMinor: bigint | null;
}

/**
 * What is on its way mends itself and alarms nobody. Usage alarms by its units or its money; of objects, those whose
 * money is unknown alarm always, for nobody can say that they are small.
 */
export function isAlarming(question: AlertQuestion): boolean {
  const { cause, metric, difference, currency, amountEffectMinor: amount } = question;
  if (cause === 'pending_report') return false;
  if (metric !== null && isMetric(metric) && magnitude(difference ?? 0n) >= ALERT_UNITS[metric]) return true;
  if (amount === null || currency === null || !isCurrency(currency)) return true;
  if (amount === 0n && metric === null) return true;
  return magnitude(amount) >= ALERT_AMOUNT_MINOR[currency];
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
