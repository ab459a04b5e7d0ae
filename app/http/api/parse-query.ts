import type { z } from 'zod';
import { BillingError, type FieldError } from '../../domain/errors.ts';

/** The query as the schema says. Throws `invalid_request` with every field that is wrong, one given twice included. */
export function parseQuery<S extends z.ZodObject>(schema: S, search: URLSearchParams): z.output<S> {
  const known = Object.keys(schema.shape);
  const repeated = known.filter((name) => search.getAll(name).length > 1);
  const given = Object.fromEntries(known.flatMap((name) => readOne(search, name)));
  const parsed = schema.safeParse(given);
  const fields: FieldError[] = repeated.map((path) => ({ path, message: 'is given more than once' }));
  if (parsed.success && fields.length === 0) return parsed.data;
  for (const issue of parsed.error?.issues ?? []) {
    fields.push({ path: issue.path.join('.'), message: issue.message });
  }
  throw new BillingError('invalid_request', 'The query is invalid.', { fields });
}

function readOne(search: URLSearchParams, name: string): [string, string][] {
  const value = search.get(name);
  return value === null ? [] : [[name, value]];
}
