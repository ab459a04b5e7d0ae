import { type SQL, sql } from 'drizzle-orm';

/**
 * Equality, or, for a text that ends with `*`, the beginning. `^@` lets nothing out of a row that row-level security hides,
 * and reads a plain index where texts are sorted by their bytes, as ours are.
 */
export function matchesTextSql(column: SQL, text: string): SQL {
  return text.endsWith('*') ? beginsWithSql(column, text.slice(0, -1)) : sql`${column} = ${text}`;
}

export function beginsWithSql(column: SQL, beginning: string): SQL {
  return sql`${column} ^@ ${beginning}::text`;
}
