import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { SubscriptionTerm } from '../../../domain/reconciliation/spans.ts';
import type { ServiceContext } from '../../context.ts';
import { hasRunSql } from '../../usage/periods/is-running-sql.ts';
import { startedAtSql } from '../../usage/periods/started-at-sql.ts';
import type { ClaimedShard } from '../claim-shard.ts';

export interface CustomerTerms {
  customerId: string;
  stripeCustomerId: string;
  terms: readonly (SubscriptionTerm & { currency: string })[];
}

const termRow = z.object({
  customer_id: z.string(),
  stripe_customer_id: z.string(),
  terms: z.array(
    z.object({
      id: z.string(),
      anchor: z.coerce.date(),
      started_at: z.coerce.date(),
      ended_at: z.coerce.date().nullable(),
      currency: z.string(),
    }),
  ),
});

/** The next customers of the shard, by id, with the subscriptions that can have usage. */
export async function loadTerms(
  ctx: ServiceContext,
  shard: Pick<ClaimedShard, 'fromCustomer' | 'toCustomer' | 'cursor'>,
  limit: number,
): Promise<CustomerTerms[]> {
  const beyond = shard.cursor === null ? sql`true` : sql`c.id > ${shard.cursor}::uuid`;
  const [found] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      select c.id as customer_id, c.stripe_customer_id,
        coalesce(json_agg(json_build_object('id', s.id, 'anchor', s.billing_anchor_at,
          'started_at', ${startedAtSql(sql`s`)}, 'ended_at', s.ended_at,
          'currency', s.currency) order by s.created_at) filter (where s.id is not null), '[]') as terms
      from (
        select id, stripe_customer_id from customers c
        where c.id between ${shard.fromCustomer}::uuid and ${shard.toCustomer}::uuid and ${beyond}
          and c.stripe_customer_id is not null and c.deleted_at is null
        order by c.id limit ${limit}
      ) as c
      left join subscriptions s
        on s.customer_id = c.id and ${hasRunSql(sql`s`)}
      group by c.id, c.stripe_customer_id
      order by c.id`),
  ]);
  return z.array(termRow).parse(found.rows).map(toTerms);
}

function toTerms(row: z.output<typeof termRow>): CustomerTerms {
  return {
    customerId: row.customer_id,
    stripeCustomerId: row.stripe_customer_id,
    terms: row.terms.map((term) => ({
      subscriptionId: term.id,
      anchor: term.anchor,
      startedAt: term.started_at,
      endedAt: term.ended_at,
      currency: term.currency,
    })),
  };
}
