import { ownerSql } from '../workers.ts';
import { may } from './two-periods.ts';

/** Everything of ours that the repair might touch, without the stamps of when it was written. */
export async function booksOf(customerId: string) {
  const tables = ['customers', 'subscriptions', 'subscription_items', 'invoices', 'invoice_line_items'];
  const more = ['payments', 'refunds', 'usage_records', 'dunning_cases'];
  const books: Record<string, unknown> = {};
  for (const table of [...tables, ...more]) {
    const column = table === 'customers' ? 'id' : 'customer_id';
    const rows = await ownerSql<{ row: Record<string, unknown> }>(
      `SELECT to_jsonb(t) - 'updated_at' - 'mirrored_at' - 'read_from' AS row FROM ${table} t WHERE ${column} = $1
       ORDER BY to_jsonb(t)::text`,
      [customerId],
    );
    books[table] = rows.map(({ row }) => row);
  }
  return books;
}

/** Everything of Stripe's; the meters apart, which a repair may move. */
export async function stripeState(): Promise<string> {
  const { stripe } = may;
  const all = { limit: 100 };
  const lists = await Promise.all([
    stripe.customers.list(all).autoPagingToArray({ limit: 1_000 }),
    stripe.subscriptions.list({ ...all, status: 'all' }).autoPagingToArray({ limit: 1_000 }),
    stripe.invoices.list(all).autoPagingToArray({ limit: 1_000 }),
    stripe.charges.list(all).autoPagingToArray({ limit: 1_000 }),
    stripe.refunds.list(all).autoPagingToArray({ limit: 1_000 }),
    stripe.creditNotes.list(all).autoPagingToArray({ limit: 1_000 }),
  ]);
  return JSON.stringify(lists);
}

/** What was deleted comes back under ids of its own, and so in another order. */
export function withoutIds(books: unknown): unknown {
  const rows = JSON.parse(
    JSON.stringify(books, (key, value) =>
      ['id', 'invoice_id', 'payment_id'].includes(key) ? undefined : value,
    ),
  ) as Record<string, unknown[]>;
  const text = (row: unknown) => JSON.stringify(row);
  return Object.fromEntries(Object.entries(rows).map(([table, list]) => [table, list.map(text).sort()]));
}
