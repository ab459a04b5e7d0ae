import type { Context } from '../context.ts';
import { requireCustomer } from '../state/lookups.ts';
import { newId } from '../state/new-id.ts';
import type { CustomerBalanceTransaction } from '../state/records.ts';
import { emit } from '../webhooks/emit.ts';
import { requireAmount } from '../wire/amounts.ts';
import type { Metadata } from '../wire/types.ts';

interface BalanceEntry {
  customer: string;
  amount: number;
  currency: string;
  type: CustomerBalanceTransaction['type'];
  description?: string | null;
  metadata?: Metadata;
  invoice?: string | null;
  creditNote?: string | null;
}

/** Moves a customer's balance (negative = credit) by `amount`, keeps the entry and announces the customer. */
export function recordBalanceTransaction(ctx: Context, entry: BalanceEntry): CustomerBalanceTransaction {
  const before = requireCustomer(ctx, entry.customer, 'customer', 'parameter');
  const transaction = moveBalance(ctx, entry);
  const after = requireCustomer(ctx, entry.customer, 'customer', 'parameter');
  emit(ctx, 'customer.updated', after, before);
  return transaction;
}

function moveBalance(ctx: Context, entry: BalanceEntry): CustomerBalanceTransaction {
  const customer = requireCustomer(ctx, entry.customer, 'customer', 'parameter');
  const balance = requireAmount(customer.balance + entry.amount);
  ctx.store.customers.put({ ...customer, balance, currency: customer.currency ?? entry.currency });
  return ctx.store.customerBalanceTransactions.put({
    id: newId(ctx, 'cbtxn'),
    object: 'customer_balance_transaction',
    amount: entry.amount,
    checkout_session: null,
    created: ctx.now,
    credit_note: entry.creditNote ?? null,
    currency: entry.currency,
    customer: customer.id,
    customer_account: null,
    description: entry.description ?? null,
    ending_balance: balance,
    invoice: entry.invoice ?? null,
    livemode: false,
    metadata: entry.metadata ?? {},
    type: entry.type,
  });
}

/** The balance that a request gives a customer, which it announces with all else that it changes. */
export function applyBalance(ctx: Context, customerId: string, change: number): void {
  const customer = requireCustomer(ctx, customerId, 'customer', 'parameter');
  moveBalance(ctx, {
    customer: customerId,
    amount: change,
    currency: customer.currency ?? 'usd',
    type: 'adjustment',
  });
}
