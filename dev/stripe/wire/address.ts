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

export const emptyAddress = (): Address => ({ ...NO_ADDRESS });

/** An address with the given fields set and the others as they were. */
export function withAddressFields(given: Partial<Address>, current: Address | null = null): Address {
  return { ...NO_ADDRESS, ...current, ...given };
}
