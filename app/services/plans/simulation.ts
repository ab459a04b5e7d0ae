import type { Currency, Money } from '../../domain/money.ts';
import type { SimulatedPlan } from '../../domain/plan-simulation.ts';
import type { MetricQuantities } from '../../domain/pricing/rate-plan.ts';
import type { ListedPlan } from './listed-plan.ts';

/** Late usage, a correction or a minimum's true-up: what a closed period had still to bill or to give back. */
export interface SettledLater {
  description: string;
  /** Below zero where it is given back. */
  amount: Money;
  /** Already part of what was billed. */
  isBilled: boolean;
}

export interface SimulatedPeriod {
  /** `end` is exclusive. */
  start: Date;
  end: Date;
  quantities: MetricQuantities;
  /** What was invoiced for it before tax, late items included; null where no invoice is known, as for a made-up period. */
  billed: Money | null;
  settledLater: readonly SettledLater[];
}

export interface PlanSimulation {
  currency: Currency;
  /** Periods that were, or one with quantities made up. */
  basis: 'history' | 'quantities';
  /** Oldest first. */
  periods: readonly SimulatedPeriod[];
  /** Of the closed periods; what the other metrics stand at in a break-even. */
  average: MetricQuantities;
  plans: readonly SimulatedPlan<ListedPlan>[];
}
