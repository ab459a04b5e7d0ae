import type { Metric } from '../../../domain/metric.ts';
import type { Period } from '../../../domain/period.ts';
import type { ObjectKind } from '../../../domain/reconciliation/classify-object.ts';
import type { FieldDifference } from '../../../domain/reconciliation/compare-facts.ts';
import type { RepairAction } from '../../../domain/reconciliation/repair-action.ts';

/** One meter of a customer in one period. */
export interface UsageSubject {
  type: 'usage';
  metric: Metric;
  period: Period;
  /** What belongs on the meter, and what it counts; null when the customer, or Stripe's side of it, is gone. */
  books: { ours: bigint; stripe: bigint } | null;
}

/** One object that is mirrored. */
export interface ObjectSubject {
  type: 'object';
  kind: ObjectKind;
  stripeId: string;
  /** Of an invoice, or of the invoice that is paid or given back. */
  invoiceNumber: string | null;
  currency: string | null;
  /** As they differ now. */
  fields: readonly FieldDifference[];
}

/** What a step is about, for who reads the plan: the hash does not cover it. */
export type StepSubject = UsageSubject | ObjectSubject;

export interface PlannedAction {
  /** The difference that it mends. */
  differenceKey: string;
  kind: string;
  customerId: string | null;
  customerName: string | null;
  fingerprint: string;
  action: RepairAction;
  subject: StepSubject;
  /** What both sides said when it was planned. */
  state: unknown;
}

/** What would be done, and a hash over it and over the state it was computed from. */
export interface RepairPlan {
  runId: string;
  planHash: string;
  actions: readonly PlannedAction[];
  /** There is more than one plan may hold; reconcile again afterwards. */
  more: boolean;
}
