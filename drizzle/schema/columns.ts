import { bigint, char, numeric, text, timestamp, uuid } from 'drizzle-orm/pg-core';

/** A UTC instant to the millisecond. No default: time is passed in by the caller's clock. */
export function instant(name: string) {
  return timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });
}

/** Money in integer minor units; always stands beside a `currency` column. */
export function minorUnits(name: string) {
  return bigint(name, { mode: 'bigint' });
}

/** A whole number of metered units (impressions, calls or bytes). */
export function units(name: string) {
  return bigint(name, { mode: 'bigint' });
}

/** ISO 4217 code in lower case, as Stripe writes it. */
export function currencyCode(name = 'currency') {
  return char(name, { length: 3 });
}

/** An exact price per unit in minor units, 12 decimal places as in Stripe's `unit_amount_decimal`. */
export function exactRate(name: string) {
  return numeric(name, { precision: 30, scale: 12 });
}

export function customerId() {
  return uuid('customer_id').notNull();
}

export function stripeId(name: string) {
  return text(name);
}
