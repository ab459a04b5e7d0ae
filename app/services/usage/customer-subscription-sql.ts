import { type SQL, sql } from 'drizzle-orm';
import { instantSql } from '../../db/sql-time.ts';

export interface WhichSubscription {
  customerId: string;
  /** Whether the one that ended last stands in while none runs. */
  orEnded?: boolean | undefined;
}

/** The customer's running subscription as a subquery; with `orEnded`, while none runs, the last that ended. */
export function customerSubscriptionSql({ customerId, orEnded = false }: WhichSubscription): SQL {
  const running = sql`(s.ended_at is null and s.status not in ('canceled', 'incomplete_expired'))`;
  const [wanted, first] = orEnded
    ? [
        sql`(${running} or (s.ended_at is not null and s.status <> 'incomplete_expired'))`,
        sql`${running} desc, s.ended_at desc, s.created_at desc`,
      ]
    : [running, sql`s.created_at desc`];
  return sql`(
    select s.* from subscriptions s
    where s.customer_id = ${customerId}::uuid and ${wanted}
    order by ${first}
    limit 1
  )`;
}

/** The instant, or the last one of a subscription `s` that had ended by then: in its last period, not after it. */
export function withinSubscriptionSql(instant: Date): SQL {
  return sql`least(${instantSql(instant)}, s.ended_at - interval '1 millisecond')`;
}
