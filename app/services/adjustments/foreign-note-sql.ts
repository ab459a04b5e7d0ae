import { type SQL, sql } from 'drizzle-orm';

/** Whether a row of `credit_notes` gives back what no adjustment of ours decided: a person made it at Stripe. */
export function isForeignNoteSql(note: SQL): SQL {
  return sql`(${note}.status = 'issued' and not exists (
    select from period_adjustments decided where decided.id = ${note}.adjustment_id
  ))`;
}
