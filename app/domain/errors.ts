/** Every way a billing operation can refuse. No HTTP here: each surface maps the code in one place. */
export type BillingErrorCode =
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'no_subscription'
  | 'invalid_request'
  | 'invalid_value'
  | 'conflict'
  | 'idempotency_key_reused'
  | 'idempotency_in_progress'
  | 'rate_limited'
  | 'currency_mismatch'
  | 'stripe_unavailable'
  | 'database_unavailable'
  | 'payment_declined'
  | 'internal';

export interface FieldError {
  path: string;
  message: string;
}

/** `message` is for logs; `userMessage` is what a person may read. */
export class BillingError extends Error {
  readonly code: BillingErrorCode;
  readonly userMessage: string;
  readonly fields: readonly FieldError[];
  readonly retryAfterMs: number | undefined;

  constructor(
    code: BillingErrorCode,
    userMessage: string,
    options: { detail?: string; fields?: readonly FieldError[]; cause?: unknown; retryAfterMs?: number } = {},
  ) {
    super(options.detail ?? userMessage, { cause: options.cause });
    this.name = 'BillingError';
    this.code = code;
    this.userMessage = userMessage;
    this.fields = options.fields ?? [];
    this.retryAfterMs = options.retryAfterMs;
  }
}

export function isBillingError(error: unknown): error is BillingError {
  return error instanceof BillingError;
}
