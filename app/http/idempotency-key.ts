import { BillingError } from '../domain/errors.ts';

export const IDEMPOTENCY_HEADER = 'Idempotency-Key';
export const REPLAYED_HEADER = 'Idempotent-Replayed';

const KEY = /^[\x20-\x7e]{1,255}$/;

/** The key of a request: 1 to 255 printable ASCII characters. 400 for anything else, and for none where one must be. */
export function readIdempotencyKey(headers: Headers, { required }: { required: boolean }): string | null {
  const key = headers.get(IDEMPOTENCY_HEADER);
  if (key !== null && KEY.test(key)) return key;
  if (key === null && !required) return null;
  const message = key === null ? 'is required' : 'must be 1 to 255 printable ASCII characters';
  throw new BillingError('invalid_request', `The header ${IDEMPOTENCY_HEADER} ${message}.`, {
    fields: [{ path: IDEMPOTENCY_HEADER, message }],
  });
}
