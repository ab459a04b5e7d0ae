import type { TaxId } from '../state/records.ts';

/** By the two letters that a European VAT number begins with, which are the country's but for Greece. */
const EU_VAT: Readonly<Record<string, RegExp>> = {
  AT: /^U\d{8}$/,
  BE: /^[01]\d{9}$/,
  BG: /^\d{9,10}$/,
  CY: /^\d{8}[A-Z]$/,
  CZ: /^\d{8,10}$/,
  DE: /^\d{9}$/,
  DK: /^\d{8}$/,
  EE: /^\d{9}$/,
  EL: /^\d{9}$/,
  ES: /^([A-Z]\d{7}[0-9A-Z]|\d{8}[A-Z])$/,
  FI: /^\d{8}$/,
  FR: /^[0-9A-Z]{2}\d{9}$/,
  HR: /^\d{11}$/,
  HU: /^\d{8}$/,
  IE: /^(\d{7}[A-Z]{1,2}|\d[A-Z+*]\d{5}[A-Z])$/,
  IT: /^\d{11}$/,
  LT: /^(\d{9}|\d{12})$/,
  LU: /^\d{8}$/,
  LV: /^\d{11}$/,
  MT: /^\d{8}$/,
  NL: /^[0-9A-Z+*]{9}B\d{2}$/,
  PL: /^\d{10}$/,
  PT: /^\d{9}$/,
  RO: /^\d{2,10}$/,
  SE: /^\d{12}$/,
  SI: /^\d{8}$/,
  SK: /^\d{10}$/,
  XI: /^(\d{9}|\d{12}|GD\d{3}|HA\d{3})$/,
};

const BRITISH = /^GB(\d{9}|\d{12}|GD\d{3}|HA\d{3})$/;

/** The kinds of numbers that are known, the country each is of, and how it is written, less its spaces. */
const KINDS = {
  eu_vat: { country: null, format: null },
  gb_vat: { country: 'GB', format: BRITISH },
  us_ein: { country: 'US', format: /^\d{2}-\d{7}$/ },
  jp_cn: { country: 'JP', format: /^\d{13}$/ },
  jp_rn: { country: 'JP', format: /^\d{5}$/ },
  jp_trn: { country: 'JP', format: /^T\d{13}$/ },
  ch_vat: { country: 'CH', format: /^CHE-?\d{3}\.?\d{3}\.?\d{3}(MWST|TVA|IVA)$/ },
  no_vat: { country: 'NO', format: /^\d{9}MVA$/ },
  au_abn: { country: 'AU', format: /^\d{11}$/ },
  ca_bn: { country: 'CA', format: /^\d{9}$/ },
  ca_gst_hst: { country: 'CA', format: /^\d{9}RT\d{4}$/ },
  in_gst: { country: 'IN', format: /^\d{2}[A-Z]{5}\d{4}[A-Z][0-9A-Z]Z[0-9A-Z]$/ },
  sg_gst: { country: 'SG', format: /^[A-Z]\d{8}[A-Z]$/ },
  nz_gst: { country: 'NZ', format: /^\d{8,9}$/ },
} as const satisfies Partial<Record<TaxId['type'], { country: string | null; format: RegExp | null }>>;

export type KnownTaxIdType = keyof typeof KINDS;

export const TAX_ID_TYPES = Object.keys(KINDS) as readonly string[] as readonly [KnownTaxIdType];

/**
 * The country of a number, or null when it is not written as its kind is. Stripe looks at the form alone: the example of
 * its documentation, DE123456789, has no valid check digit.
 */
export function countryOfTaxId(type: KnownTaxIdType, value: string): string | null {
  if (type !== 'eu_vat') return KINDS[type].format.test(value) ? KINDS[type].country : null;
  const prefix = value.slice(0, 2);
  if (!EU_VAT[prefix]?.test(value.slice(2))) return null;
  return prefix === 'EL' ? 'GR' : prefix;
}
