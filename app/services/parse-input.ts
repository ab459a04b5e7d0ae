import type { z } from 'zod';
import { BillingError } from '../domain/errors.ts';
import { issuesToFields } from './issues-to-fields.ts';

/** What a caller sent, as the schema says. Throws `invalid_value` naming every field that is wrong. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new BillingError('invalid_value', 'The request is not complete, or not right.', {
    fields: issuesToFields(parsed.error.issues),
  });
}
