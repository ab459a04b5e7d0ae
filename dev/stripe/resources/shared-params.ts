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

export interface Address {
  city: string | null;
  country: string | null;
  line1: string | null;
  line2: string | null;
  postal_code: string | null;
  state: string | null;
}

const NO_ADDRESS: Address = {
  city: null,
  country: null,
  line1: null,
  line2: null,
  postal_code: null,
  state: null,
};

export function toAddress(
  given: ParsedFields<typeof addressFields>,
  current: Address | null = null,
): Address {
  return { ...NO_ADDRESS, ...current, ...given };
}

export const emptyAddress = (): Address => ({ ...NO_ADDRESS });

export const metadataParam = { metadata: metadata() };

export const taxIdsParam = () => list(text());

export const liabilityParam = () => object({ type: oneOf('self', 'account'), account: text() });

export const automaticTaxParam = () => object({ enabled: boolean(), liability: liabilityParam() });

export const customFieldsParam = () => emptyable(list(object({ name: text(40), value: text(140) })));
