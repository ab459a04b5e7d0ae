import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { requireStaff } from '../admin/require-staff.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import { type CustomerSummary, selectSummaries, toSummary } from './customer-summary.ts';

const MAX_TEXT = 200;
/** A trigram index needs three characters; shorter texts are found where a word begins, or as whole letters (`wide_parts`). */
const MIN_INNER_TEXT = 3;
/** Of signs there are no trigrams, and of other letters `wide_parts` knows them all. */
const LATIN_ONLY = /^[a-z0-9]+$/i;
/** Of what `search_customers` finds by an id or a number. */
const IDENTIFIED = 0;
const LOWEST_ID = '00000000-0000-0000-0000-000000000000';

export interface FindCustomersInput {
  /** Of a name, an e-mail address or an invoice number, or an id of ours or Stripe's; empty for all. */
  text: string;
  /** Without a text: go on after this customer. */
  after: { name: string; id: string } | null;
  limit: number;
}

export interface FoundCustomers {
  customers: readonly CustomerSummary[];
  /** Of these the first so many have the text as an id or an invoice number, whole. */
  identified: number;
  /** There are more: page on, or type more. */
  hasMore: boolean;
}

/**
 * Customers by their name, or those that a text finds: exact ids and numbers first, then what begins with it, then what
 * holds it. Reads a bounded number of index entries whatever the number of customers. Staff only; one trip.
 */
export async function findCustomers(
  ctx: ServiceContext,
  { text, after, limit }: FindCustomersInput,
): Promise<FoundCustomers> {
  requireStaff(ctx.actor);
  const wanted = text.trim().slice(0, MAX_TEXT);
  const found =
    wanted === ''
      ? sql`(select customer_id, row_number() over () as place from list_customers(
          ${after?.name ?? ''}, ${after?.id ?? LOWEST_ID}::uuid, ${limit + 1}))`
      : sql`(select customer_id, rank as place from search_customers(
          ${wanted}, ${patternOf(wanted)}, ${z.guid().safeParse(wanted).data ?? null}::uuid, ${limit + 1}))`;
  const [rows] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [selectSummaries(db, found)]);
  const shown = rows.slice(0, limit);
  return {
    customers: shown.map(toSummary),
    identified: shown.filter(({ place }) => place === IDENTIFIED).length,
    hasMore: rows.length > limit,
  };
}

/** Words in their order, with anything in between; what LIKE takes for a sign is a letter here. */
export function patternOf(text: string): string | null {
  const words = text.split(/\s+/).map((word) => word.replaceAll(/[\\%_]/g, '\\$&'));
  if ([...text].length >= MIN_INNER_TEXT) return `%${words.join('%')}%`;
  return LATIN_ONLY.test(text) ? `% ${text}%` : null;
}
