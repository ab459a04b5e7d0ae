import { isCurrency, money } from '../domain/money.ts';
import { formatDateTime } from '../format/dates.ts';
import { formatMoney } from '../format/money.ts';
import { ownEntry } from '../format/own-entry.ts';

/** The fields that reconciliation compares, as people call them. */
const FIELD_WORDS: Readonly<Record<string, string>> = {
  exists: 'Our copy',
  status: 'Status',
  currency: 'Currency',
  number: 'Number',
  total: 'Total',
  tax: 'Tax',
  paid: 'Paid',
  remaining: 'Still due',
  lines: 'Sum of the lines',
  amount: 'Amount',
  refunded: 'Refunded',
  email: 'E-mail',
  name: 'Name',
  anchor: 'Billing anchor',
  period_start: 'Period begins',
  period_end: 'Period ends',
  cancel_at_period_end: 'Ends with the period',
  plan: 'Plan version',
  catalog: 'Prices sold',
  prices: 'Prices in Stripe',
};

const AMOUNTS = ['total', 'amount', 'lines', 'paid', 'refunded', 'remaining', 'tax'];
const INSTANTS = ['anchor', 'period_start', 'period_end'];
const YES_NO: Readonly<Record<string, string>> = { true: 'yes', false: 'no' };
const PRESENCE: Readonly<Record<string, string>> = { yes: 'there', no: 'missing' };

export function fieldWords(field: string): string {
  return ownEntry(FIELD_WORDS, field) ?? field.replaceAll('_', ' ');
}

/** What one side says of a field, for people: amounts in the object's currency, instants in UTC. */
export function fieldValueWords(
  field: string,
  value: string | null,
  { currency, locale }: { currency: string | null; locale: string },
): string {
  if (value === null || value === '') return '–';
  if (AMOUNTS.includes(field) && currency !== null && isCurrency(currency)) {
    return formatMoney(money(BigInt(value), currency), locale);
  }
  if (INSTANTS.includes(field)) return formatDateTime(new Date(value), locale);
  if (field === 'exists') return ownEntry(PRESENCE, value) ?? value;
  return ownEntry(YES_NO, value) ?? value;
}
