import { expect, it } from 'vitest';
import { methodToLabel } from './to-method-label.ts';

it.each([
  [{ type: 'card', card: { brand: 'visa', last4: '4242' } }, 'Visa •••• 4242'],
  [{ type: 'card', card: { brand: 'amex', last4: '0005' } }, 'American Express •••• 0005'],
  [{ type: 'card', card: { brand: 'a_new_brand', last4: '1111' } }, 'Card •••• 1111'],
  [{ type: 'card', card: { brand: null, last4: null } }, 'Card'],
  [{ type: 'sepa_debit', sepa_debit: { last4: '3000' } }, 'SEPA •••• 3000'],
  [{ type: 'us_bank_account', us_bank_account: { bank_name: 'Chase', last4: '6789' } }, 'Chase •••• 6789'],
  [{ type: 'revolut_pay' }, 'Revolut pay'],
  [null, null],
])('shows %o as %s', (method, label) => {
  expect(methodToLabel(method)).toBe(label);
});
