import type { Price } from '../state/records.ts';
import type { Decimal } from '../wire/decimal.ts';
import type { Metadata } from '../wire/types.ts';
import type { Period } from './period.ts';

/** A line before discounts and taxes. */
export interface DraftLine {
  /** Stays the same when the line is computed again, so that its id does. */
  readonly key: string;
  readonly amount: number;
  readonly description: string | null;
  readonly quantity: Decimal;
  readonly unitAmount: string | null;
  readonly price: Price | null;
  readonly period: Period;
  readonly source: LineSource;
  readonly discountable: boolean;
  readonly discounts: readonly string[];
  readonly taxRates: readonly string[] | null;
  /** Of a credit, the rates that what it gives back was taxed at, whatever the customer is taxed at by now. */
  readonly taxedAt?: readonly string[] | null;
  readonly metadata: Metadata;
}

export interface LineSource {
  readonly subscription: string | null;
  readonly subscriptionItem: string | null;
  readonly invoiceItem: string | null;
  readonly proration: boolean;
}
