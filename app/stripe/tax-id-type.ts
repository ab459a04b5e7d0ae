const EU_COUNTRIES = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
);

const TYPES = {
  AU: 'au_abn',
  CA: 'ca_bn',
  CH: 'ch_vat',
  GB: 'gb_vat',
  IN: 'in_gst',
  JP: 'jp_trn',
  NO: 'no_vat',
  NZ: 'nz_gst',
  SG: 'sg_gst',
  US: 'us_ein',
} as const;

export type TaxIdType = 'eu_vat' | (typeof TYPES)[keyof typeof TYPES];

/** Stripe's name for a business's tax id of that country; null where we do not take one. */
export function taxIdTypeOf(country: string): TaxIdType | null {
  if (EU_COUNTRIES.has(country)) return 'eu_vat';
  return Object.hasOwn(TYPES, country) ? TYPES[country as keyof typeof TYPES] : null;
}
