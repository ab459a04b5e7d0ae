import type { Currency, Money } from '../../domain/money.ts';
import type { SimulatedPlan } from '../../domain/plan-simulation.ts';
import type { MetricQuantities, PeriodPart } from '../../domain/pricing/rate-plan.ts';
import type { SettledLater } from '../usage/settled-later/settled-later.ts';
import type { ListedPlan } from './listed-plan.ts';

export interface SimulatedPeriod {
  /** `end` is exclusive. */
  start: Date;
  end: Date;
  quantities: MetricQuantities;
  /** What it is of a month, with as much of the flat fee as was invoiced; null for a whole one. */
  part: PeriodPart | null;
  /** What was invoiced for it before tax, late items included; null where no invoice is known, as for a made-up period. */
  billed: Money | null;
  /** Its invoice is a draft yet. */
  isInvoiceDraft: boolean;
  /** The plan was changed within it, so that its invoice bills parts of two: no one plan comes to that. */
  isPlanChanged: boolean;
  settledLater: readonly SettledLater[];
  /** Of `quantities`, what is neither on the period's invoice nor settled after it; below zero where it was taken off. */
  unsettledUnits: MetricQuantities;
}

export interface PlanSimulation {
  currency: Currency;
  /** When the current plan ended, which then is the last one; null while it runs. */
  endedAt: Date | null;
  /** Periods that were, or one with quantities made up. */
  basis: 'history' | 'quantities';
  /** Oldest first. */
  periods: readonly SimulatedPeriod[];
  /** Of the closed periods, parts of a month left out unless there is nothing else; what the other metrics stand at in a break-even. */
  average: MetricQuantities;
  plans: readonly SimulatedPlan<ListedPlan>[];
}
