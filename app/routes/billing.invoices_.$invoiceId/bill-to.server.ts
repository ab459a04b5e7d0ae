import { countryName } from '../../format/countries.ts';
import type { BillTo } from '../../services/invoices/invoice.ts';

/** As on an envelope, then the tax ids; what is not known is left out. */
export function toBillTo({ name, email, address, taxIds }: BillTo): string[] {
  const town = [address?.postalCode, address?.city].filter(Boolean).join(' ');
  const lines = [
    name,
    address?.line1,
    address?.line2,
    [town, address?.state].filter(Boolean).join(', '),
    address?.country && countryName(address.country),
    email,
    ...taxIds.map(({ type, value }) => `${taxIdLabel(type)} ${value}`),
  ];
  return lines.filter((line): line is string => typeof line === 'string' && line !== '');
}

/** Stripe names the kind by country and tax: `eu_vat`, `gb_vat`, `jp_trn`. */
function taxIdLabel(type: string): string {
  return type.endsWith('_vat') ? 'VAT' : 'Tax id';
}
