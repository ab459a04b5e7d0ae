import type { Metric } from '../../domain/metric.ts';
import type { AlertThresholds } from '../../domain/reconciliation/alert-thresholds.ts';

export type RunTrigger = 'nightly' | 'api' | 'page';
export type RunStatus = 'running' | 'succeeded' | 'failed';

/** What to compare, and how closely. */
export interface RunRequest {
  trigger: RunTrigger;
  tolerancePercent: string;
  meterTolerances: Readonly<Partial<Record<Metric, string>>>;
  /** From when a difference is told to staff. */
  alertThresholds: AlertThresholds;
  customerId: string | null;
  /** Billing periods that touch this span; null for the running period and the one before. */
  period: { start: Date; end: Date } | null;
}

/** A run as its shards need it. */
export interface RunScope {
  id: string;
  tolerancePercent: string;
  meterTolerances: Readonly<Partial<Record<Metric, string>>>;
  /** From when a difference is told to staff. */
  alertThresholds: AlertThresholds;
  customerId: string | null;
  period: { start: Date; end: Date } | null;
  objectsFrom: Date;
  asOf: Date;
  startedAt: Date;
}

export function toRunId(uuid: string): string {
  return `recon_${uuid.replaceAll('-', '')}`;
}
