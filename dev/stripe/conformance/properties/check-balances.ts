import type Stripe from 'stripe';
import type { Snapshot } from './collect.ts';

/** What a customer's metadata says they began with. */
export const FIRST_BALANCE = 'first_balance';

/**
 * Customers of whom money was lost or made: their balance is what they began with, and what was invoiced that they
 * neither paid nor owe nor were credited otherwise. A void invoice counts as none.
 */
export function findWrongBalances({ customers, invoices, creditNotes }: Snapshot): string[] {
  return customers.flatMap(({ id, balance, metadata }) => {
    const theirs = invoices.filter(
      ({ customer, status }) => customer === id && status !== 'draft' && status !== 'void',
    );
    const ids = new Set<unknown>(theirs.map((invoice) => invoice.id));
    const notes = creditNotes.filter(({ invoice, status }) => ids.has(invoice) && status === 'issued');
    const expected = Number(metadata[FIRST_BALANCE]) + add(theirs, unsettled) - add(notes, notGivenBack);
    return balance === expected ? [] : [`${id}: has a balance of ${balance} instead of ${expected}`];
  });
}

function unsettled({ total, amount_paid: paid, amount_remaining: remaining }: Stripe.Invoice): number {
  return total - paid - remaining;
}

/** What a note took off otherwise than by giving money back. */
function notGivenBack({ total, refunds, out_of_band_amount: outside }: Stripe.CreditNote): number {
  return total - (outside ?? 0) - add(refunds, ({ amount_refunded: amount }) => amount);
}

function add<T>(parts: readonly T[], amount: (part: T) => number): number {
  return parts.reduce((total, part) => total + amount(part), 0);
}
