import type { Price } from '../state/records.ts';

type CurrencyOptions = NonNullable<Price['currency_options']>;

/** What a price costs in each of its currencies, its own first. */
export function currencyOptionsOf(price: Price): CurrencyOptions {
  return { ...ownOption(price), ...price.currency_options };
}

/** The same in its own currency only. */
export function ownOption(price: Price): CurrencyOptions {
  const { currency, custom_unit_amount, tax_behavior, tiers, unit_amount, unit_amount_decimal } = price;
  return {
    [currency]: {
      custom_unit_amount: custom_unit_amount ?? null,
      tax_behavior: tax_behavior ?? null,
      unit_amount: unit_amount ?? null,
      unit_amount_decimal: unit_amount_decimal ?? null,
      ...(tiers ? { tiers } : {}),
    },
  };
}
