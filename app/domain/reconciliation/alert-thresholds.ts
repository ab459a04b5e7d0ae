import { BYTES_PER_GB, isMetric, type Metric } from '../metric.ts';
import { type Currency, isCurrency } from '../money.ts';
import type { Cause } from './cause.ts';

/** From when on a difference is told to staff: by its units, or by its money. */
export interface AlertThresholds {
  /** Whatever they cost. */
  readonly units: Readonly<Record<Metric, bigint>>;
  /** Minor units, whatever the units. */
  readonly amounts: Readonly<Record<Currency, bigint>>;
}

/** Where nothing else is configured; the amounts are about ten US dollars. */
export const DEFAULT_ALERT_THRESHOLDS: AlertThresholds = {
  units: { impressions: 100_000n, api_calls: 10_000n, data_transfer_bytes: 10n * BYTES_PER_GB },
  amounts: { usd: 1_000n, eur: 1_000n, gbp: 800n, jpy: 1_500n },
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
export function isAlarming(question: AlertQuestion, thresholds: AlertThresholds): boolean {
  const { cause, metric, difference, currency, amountEffectMinor: amount } = question;
  if (cause === 'pending_report') return false;
  const isUsage = metric !== null && isMetric(metric);
  if (isUsage && magnitude(difference ?? 0n) >= thresholds.units[metric]) return true;
  if (amount === null || currency === null || !isCurrency(currency)) return true;
  if (amount === 0n && !isUsage) return true;
  return magnitude(amount) >= thresholds.amounts[currency];
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
