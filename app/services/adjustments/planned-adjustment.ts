import type { AdjustedComponent, AdjustmentPart } from '../../domain/adjustments/adjustment.ts';
import type { AdjustmentReason } from '../../domain/adjustments/adjustment-reason.ts';
import type { KnownCredit } from '../../domain/adjustments/known-credit.ts';
import type { Currency } from '../../domain/money.ts';
import type { Period } from '../../domain/period.ts';

/**
 * `planned`: to be made in Stripe. `recorded`: comes to nothing, its units are settled. `unbillable`: there is nothing
 * to put it on; it stands for a person to decide. `failed`: Stripe refused it for good.
 */
export type AdjustmentStatus = 'planned' | 'issued' | 'recorded' | 'unbillable' | 'failed';

/** A row of `period_adjustments` about to be written, and the outbox rows that it takes up. */
export interface PlannedAdjustment extends AdjustmentPart {
  readonly id: string;
  readonly customerId: string;
  readonly customerName: string;
  readonly subscriptionId: string;
  readonly component: AdjustedComponent;
  readonly period: Period;
  readonly sequence: number;
  /** `REVISION` of the period when this was planned: it is written only if that still holds. */
  readonly revision: number;
  /** Settled against the period's true-up, beside the amount. */
  readonly offsetMinor: bigint;
  /** Of credits by hand, used below zero or taken up again above it, beside the amount. */
  readonly byHandMinor: bigint;
  /** What it takes up of a waiver of the period, beside the amount. */
  readonly waivedMinor: bigint;
  /** What units that were waived unrated come to, booked as waived with it; it is no part of the difference. */
  readonly waiverRatedMinor: bigint;
  /** Of a credit; empty for what gives nothing back. */
  readonly knownCredits: readonly KnownCredit[];
  readonly currency: Currency;
  readonly description: string;
  readonly explanation: unknown;
  readonly status: AdjustmentStatus;
  readonly reason: AdjustmentReason | null;
  readonly billedSubscriptionId: string | null;
  readonly identifiers: readonly string[];
}
