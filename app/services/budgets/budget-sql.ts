import { sql } from 'drizzle-orm';

export const budgetColumns = sql`id, customer_id, name, currency, amount_minor::text, to_json(steps) as steps, basis,
  created_at, updated_at`;

/** As PostgreSQL reads an integer array. */
export function stepsSql(steps: readonly number[]) {
  return sql`${`{${steps.join(',')}}`}::int[]`;
}
