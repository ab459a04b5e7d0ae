import type Stripe from 'stripe';

const BRANDS: Readonly<Record<string, string>> = {
  amex: 'American Express',
  diners: 'Diners Club',
  discover: 'Discover',
  eftpos_au: 'eftpos',
  jcb: 'JCB',
  mastercard: 'Mastercard',
  unionpay: 'UnionPay',
  visa: 'Visa',
};

/** What both a stored payment method and the method of a charge say of themselves. */
type Method = Pick<Stripe.PaymentMethod, 'type'> & {
  card?: { brand?: string | null; last4?: string | null } | null;
  sepa_debit?: { last4?: string | null } | null;
  us_bank_account?: { bank_name?: string | null; last4?: string | null } | null;
};

/** For showing only, e.g. "Visa •••• 4242": never a number that could be charged. */
export function methodToLabel(method: Method | null | undefined): string | null {
  if (!method) return null;
  if (method.card) return withLast4(BRANDS[method.card.brand ?? ''] ?? 'Card', method.card.last4);
  if (method.sepa_debit) return withLast4('SEPA', method.sepa_debit.last4);
  if (method.us_bank_account) {
    return withLast4(method.us_bank_account.bank_name ?? 'Bank account', method.us_bank_account.last4);
  }
  const words = method.type.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function withLast4(name: string, last4: string | null | undefined): string {
  return last4 ? `${name} •••• ${last4}` : name;
}
