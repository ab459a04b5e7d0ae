import { type Address, withAddressFields } from '../wire/address.ts';
import { country } from '../wire/formats.ts';
import { metadata } from '../wire/metadata.ts';
import type { ParsedFields } from '../wire/params.ts';
import { boolean, emptyable, integer, list, object, oneOf, removed, text } from '../wire/params.ts';

const addressFields = {
  city: emptyable(text()),
  country: emptyable(text()),
  line1: emptyable(text()),
  line2: emptyable(text()),
  postal_code: emptyable(text()),
  state: emptyable(text()),
};

/** The country is kept as it was written; only what calculates with it looks at it. */
export const addressParam = () => object(addressFields);

/** Of a payment method, whose country must be known. */
export const billingAddressParam = () => object({ ...addressFields, country: emptyable(country()) });

export function toAddress(
  given: ParsedFields<typeof addressFields>,
  current: Address | null = null,
): Address {
  return withAddressFields(given, current);
}

export const metadataParam = { metadata: metadata() };

/** Of payment and setup intents, on which it is only read since 2026-09-30. */
export const removedPaymentMethodTypes = {
  payment_method_types: removed(
    'payment_method_types_no_longer_supported',
    'The parameter payment_method_types is no longer supported. Use allowed_payment_method_types, or leave it out so that the payment methods are chosen dynamically.',
  ),
};

export const taxIdsParam = () => list(text());

export const liabilityParam = () => object({ type: oneOf('self', 'account'), account: text() });

export const automaticTaxParam = () => object({ enabled: boolean(), liability: liabilityParam() });

export const customFieldsParam = () => emptyable(list(object({ name: text(40), value: text(140) })));

/** Five years, after which nobody waits for an invoice any more. */
const MAX_DAYS_UNTIL_DUE = 1_825;

export const daysUntilDueParam = () => integer({ min: 0, max: MAX_DAYS_UNTIL_DUE });
