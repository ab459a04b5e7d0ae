import { expect, test } from 'vitest';
import { taxIdTypeOf } from './tax-id-type.ts';

test.each([
  ['DE', 'eu_vat'],
  ['FR', 'eu_vat'],
  ['GB', 'gb_vat'],
  ['JP', 'jp_trn'],
  ['US', 'us_ein'],
  ['BR', null],
  ['toString', null],
])('a tax id of %s is %s to Stripe', (country, type) => {
  expect(taxIdTypeOf(country)).toBe(type);
});
