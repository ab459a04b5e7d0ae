export interface Seller {
  legalName: string;
  addressLines: readonly string[];
  country: string;
  vatId: string;
  email: string;
  website: string;
}

/** Who issues the invoices, as their PDFs print it. */
export const SELLER: Seller = {
  legalName: 'ApexMediation Europe Ltd',
  addressLines: ['12 Harbour Row', 'Dublin, D02 X285'],
  country: 'IE',
  vatId: 'IE1234567FA',
  email: 'billing@apexmediation.test',
  website: 'apexmediation.test',
};
