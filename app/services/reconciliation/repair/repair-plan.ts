import type { RepairAction } from '../../../domain/reconciliation/repair-action.ts';

export interface PlannedAction {
  /** The difference that it mends. */
  differenceKey: string;
  kind: string;
  customerId: string | null;
  customerName: string | null;
  fingerprint: string;
  action: RepairAction;
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
