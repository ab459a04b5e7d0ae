import type { z } from 'zod';
import { BillingError } from '../domain/errors.ts';

/** What a caller sent, as the schema says. Throws `invalid_value` naming every field that is wrong. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new BillingError('invalid_value', 'The request is not complete, or not right.', {
    fields: parsed.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({ path: key, message: 'is not known here' }))
        : [{ path: issue.path.join('.') || 'body', message: issue.message }],
    ),
  });
}
