import type {
  ReconciliationJson,
  ReconciliationRunningJson,
  ReconciliationStartedJson,
} from '../http/api/reconciliation-schemas.ts';

export type ReconciliationResult = ReconciliationJson;
export type Discrepancy = ReconciliationJson['discrepancies'][number];
export type ReconciliationFinding = ReconciliationJson['findings'][number];

/** A run too long for one answer goes on; its result appears at `status_url`. */
export type ReconciliationStarted = ReconciliationStartedJson;
export type ReconciliationRunning = ReconciliationRunningJson;

export interface ReconcileParams {
  /** Percent by which units, or their price, may differ; 0 to 100. */
  tolerance_percent?: number;
  /** Of single meters, where it differs. */
  meter_tolerances?: Partial<Record<'impressions' | 'api_calls' | 'data_transfer_bytes', number>>;
  /** From so many units, or minor units, on staff is told; what is not named is as configured. */
  alert_units?: Partial<Record<'impressions' | 'api_calls' | 'data_transfer_bytes', number>>;
  alert_amounts?: Partial<Record<'usd' | 'eur' | 'gbp' | 'jpy', number>>;
  customer_id?: string;
  /** ISO-8601; both or none. Billing periods that touch the span are compared. */
  period_start?: string;
  /** Exclusive. */
  period_end?: string;
}
