import { z } from 'zod';
import { METRICS } from '../domain/metric.ts';
import { CURRENCIES } from '../domain/money.ts';
import { type AlertThresholds, DEFAULT_ALERT_THRESHOLDS } from '../domain/reconciliation/alert-thresholds.ts';

/** Like `impressions=50000,api_calls=5000`: what is not named keeps its default. */
function thresholdList<K extends string>(names: readonly [K, ...K[]], defaults: Readonly<Record<K, bigint>>) {
  const [example] = names;
  const error = `must be a comma-separated list like ${example}=${defaults[example]} of ${names.join(', ')}`;
  const entry = z.tuple([
    z.enum(names),
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(BigInt),
  ]);
  return z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '')
        .map((part) => part.split('=').map((side) => side.trim())),
    )
    .refine((given) => z.array(entry).safeParse(given).success, { error })
    .transform((given): Record<K, bigint> => {
      const named = Object.fromEntries(z.array(entry).safeParse(given).data ?? []) as Partial<
        Record<K, bigint>
      >;
      return { ...defaults, ...named };
    });
}

/** Units by metric and minor units by currency, from which on a reconciliation tells staff of a difference. */
export const alertThresholdVariables = {
  RECONCILE_ALERT_UNITS: thresholdList(METRICS, DEFAULT_ALERT_THRESHOLDS.units),
  RECONCILE_ALERT_AMOUNTS: thresholdList(CURRENCIES, DEFAULT_ALERT_THRESHOLDS.amounts),
};

export function alertThresholdsOf(env: {
  RECONCILE_ALERT_UNITS: AlertThresholds['units'];
  RECONCILE_ALERT_AMOUNTS: AlertThresholds['amounts'];
}): AlertThresholds {
  return { units: env.RECONCILE_ALERT_UNITS, amounts: env.RECONCILE_ALERT_AMOUNTS };
}
