import type { Context } from '../context.ts';
import { deliveriesTable, eventsTable } from './event-pages.ts';
import type { Html, Page } from './html.ts';
import { paged } from './pager.ts';
import { customersTable, invoicesTable, subscriptionsTable } from './tables.ts';

const LISTS: Readonly<Record<string, { title: string; show: (ctx: Context, page: number) => Html }>> = {
  customers: list(
    'Customers',
    'customers',
    (ctx) => ctx.store.customers.newestFirst(),
    (_ctx, rows) => customersTable(rows),
  ),
  subscriptions: list(
    'Subscriptions',
    'subscriptions',
    (ctx) => ctx.store.subscriptions.newestFirst(),
    subscriptionsTable,
  ),
  invoices: list('Invoices', 'invoices', (ctx) => ctx.store.invoices.newestFirst(), invoicesTable),
  events: list('Events', 'events', (ctx) => ctx.store.events.newestFirst(), eventsTable),
  deliveries: list('Deliveries', 'deliveries', (ctx) => ctx.store.deliveries.newestFirst(), deliveriesTable),
};

function list<T>(
  title: string,
  noun: string,
  all: (ctx: Context) => readonly T[],
  show: (ctx: Context, rows: readonly T[]) => Html,
) {
  return {
    title,
    show: (ctx: Context, page: number) => paged({ title, noun, page }, all(ctx), (rows) => show(ctx, rows)),
  };
}

/** The page of all of a kind; null where there is none. */
export function listPage(ctx: Context, noun: string, page: number): Page | null {
  const found = Object.hasOwn(LISTS, noun) ? LISTS[noun] : undefined;
  return found ? { title: found.title, body: found.show(ctx, page) } : null;
}
