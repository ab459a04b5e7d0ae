import { type Address, withAddressFields } from '../wire/address.ts';
import type { ParsedFields } from '../wire/params.ts';
import { boolean, emptyable, list, metadata, object, oneOf, text } from '../wire/params.ts';

const addressFields = {
  city: emptyable(text()),
  country: emptyable(text(2)),
  line1: emptyable(text()),
  line2: emptyable(text()),
  postal_code: emptyable(text()),
  state: emptyable(text()),
};

export const addressParam = () => object(addressFields);

export function toAddress(
  given: ParsedFields<typeof addressFields>,
  current: Address | null = null,
): Address {
  return withAddressFields(given, current);
}

export const metadataParam = { metadata: metadata() };

export const taxIdsParam = () => list(text());

export const liabilityParam = () => object({ type: oneOf('self', 'account'), account: text() });

export const automaticTaxParam = () => object({ enabled: boolean(), liability: liabilityParam() });

export const customFieldsParam = () => emptyable(list(object({ name: text(40), value: text(140) })));
