import type { Cause } from '../../domain/reconciliation/cause.ts';
import type { ObjectKind } from '../../domain/reconciliation/classify-object.ts';
import type { FieldDifference } from '../../domain/reconciliation/compare-facts.ts';

/** What a step compared while nothing of it was under way, and what differs, tolerated or not. */
export interface JudgedKey {
  key: string;
  /** Null where nothing differs. */
  fingerprint: string | null;
}

/** One difference as it is stored; amounts and units are texts, so that none passes through a JS number. */
export interface StoredDifference {
  /** Names it the same in every run. */
  key: string;
  /** Equal as long as nothing about the difference has changed. */
  fingerprint: string;
  kind: 'usage' | ObjectKind;
  customerId: string | null;
  subscriptionId: string | null;
  objectId: string | null;
  stripeId: string | null;
  metric: string | null;
  periodStart: string | null;
  periodEnd: string | null;
  internalValue: string | null;
  stripeValue: string | null;
  percentageDiff: string | null;
  currency: string | null;
  amountEffectMinor: string | null;
  fields: readonly FieldDifference[];
  cause: Cause;
  evidence: unknown;
}
