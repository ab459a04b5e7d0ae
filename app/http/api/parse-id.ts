import { z } from 'zod';
import { BillingError } from '../../domain/errors.ts';

/** The uuid of an address; throws `invalid_request` where there is none. */
export function parseId(value: string | undefined): string {
  const parsed = z.guid().safeParse(value);
  if (parsed.success) return parsed.data.toLowerCase();
  throw new BillingError('invalid_request', 'The address is invalid.', {
    fields: [{ path: 'id', message: 'must be a uuid' }],
  });
}
