import { countryName } from '../../format/countries.ts';
import { formatTownLine } from '../../format/town-line.ts';
import type { BillTo } from '../../services/invoices/invoice.ts';

/** As on an envelope, then the tax ids; what is not known is left out. */
export function toBillTo({ name, email, address, taxIds }: BillTo): string[] {
  const lines = [
    name,
    address?.line1,
    address?.line2,
    address && formatTownLine(address),
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
