import { type SQL, sql } from 'drizzle-orm';
import { IS_OPEN, LEFT_MINOR } from './open-sql.ts';

const MAX_ROWS = 50;

/** What `toOpenAdjustments` reads. */
export function selectAdjustments({
  condition,
  order,
  limit,
}: {
  condition: SQL;
  order: SQL;
  limit: number;
}): SQL {
  return sql`
    select a.id, a.customer_id, c.name as customer_name, a.component, a.period_start, a.period_end,
      a.quantity_delta::text, ${LEFT_MINOR}::text as left_minor,
      a.currency, a.description, a.reason, a.last_error, a.created_at, a.closed_at, a.closed_by, a.closed_reason, a.is_waived,
      case
        when a.closed_at is not null then 'settled'
        when not ${IS_OPEN} then 'taken_up'
        when a.status = 'planned' then 'being_made'
        else 'open'
      end as standing,
      (count(*) over ())::int as all_rows
    from period_adjustments a join customers c on c.id = a.customer_id
    where ${condition}
    order by ${order}
    limit ${limit}`;
}

/** The newest first. */
export function selectOpenAdjustments(): SQL {
  return selectAdjustments({ condition: IS_OPEN, order: sql`a.created_at desc, a.id`, limit: MAX_ROWS });
}

/** What a person settled by hand, the latest first. */
export function selectSettledAdjustments(limit: number): SQL {
  return selectAdjustments({
    condition: sql`a.closed_at is not null`,
    order: sql`a.closed_at desc, a.id`,
    limit,
  });
}
