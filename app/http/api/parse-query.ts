import { z } from 'zod';
import { BillingError, type FieldError } from '../../domain/errors.ts';

/** Of a call that takes no parameters. */
export const NO_QUERY = z.object({});

/** The query as the schema says. Throws `invalid_request` with every field that is wrong, one given twice included. */
export function parseQuery<S extends z.ZodObject>(schema: S, search: URLSearchParams): z.output<S> {
  return parse(schema, search, []);
}

/**
 * The same of a call to the API, which also has to know every parameter: one that is misspelt would be answered as if it
 * were not there. `besides` are known and read elsewhere.
 */
export function parseApiQuery<S extends z.ZodObject>(
  schema: S,
  request: Request,
  besides: readonly string[] = [],
): z.output<S> {
  const search = new URL(request.url).searchParams;
  const known = [...Object.keys(schema.shape), ...besides];
  const unknown = [...new Set(search.keys())].filter((name) => !known.includes(name));
  return parse(
    schema,
    search,
    unknown.map((path) => ({ path, message: 'is not known here' })),
  );
}

function parse<S extends z.ZodObject>(
  schema: S,
  search: URLSearchParams,
  unknown: readonly FieldError[],
): z.output<S> {
  const names = Object.keys(schema.shape);
  const repeated = names.filter((name) => search.getAll(name).length > 1);
  const given = Object.fromEntries(names.flatMap((name) => readOne(search, name)));
  const parsed = schema.safeParse(given);
  const fields = [...unknown, ...repeated.map((path) => ({ path, message: 'is given more than once' }))];
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
