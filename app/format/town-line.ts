const POSTAL_CODE_LAST = new Set(['AU', 'CA', 'GB', 'IE', 'US']);

export interface Town {
  city: string | null;
  state: string | null;
  postalCode: string | null;
  /** ISO 3166-1 alpha-2. */
  country: string | null;
}

/** "San Francisco, CA 94105" where the post writes it so, "10119 Berlin" elsewhere. */
export function formatTownLine({ city, state, postalCode, country }: Town): string {
  if (!POSTAL_CODE_LAST.has(country ?? '')) return [postalCode, city, state].filter(Boolean).join(' ');
  return [city, [state, postalCode].filter(Boolean).join(' ')].filter(Boolean).join(', ');
}
