import { DrizzleQueryError } from 'drizzle-orm';

const MAX_LENGTH = 500;
const SECRET_KEY = /\b([rs]k_(?:test|live)_)[\w*]+/g;

/** Who reads this has to look at a setting of ours, and not at Stripe. */
const KEY_REFUSED: Readonly<Record<string, string>> = {
  StripeAuthenticationError: 'Stripe does not know the key in STRIPE_SECRET_KEY (wrong or revoked). ',
  StripePermissionError: 'Stripe does not let the key in STRIPE_SECRET_KEY do this. ',
};

/**
 * What an admin may read of a failure. The query builder's own error quotes parameters, so its cause speaks; Stripe's
 * errors all bear the name `Error` and say in `type` what they are, and their request id finds them in its dashboard.
 * Nothing of a secret key is shown.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return `thrown ${typeof error}`;
  const spoken = error instanceof DrizzleQueryError && error.cause instanceof Error ? error.cause : error;
  const kind = textIn(spoken, 'type') ?? spoken.name;
  const requestId = textIn(spoken, 'requestId');
  const suffix = requestId === null ? '' : ` (Stripe request ${requestId})`;
  const message = `${KEY_REFUSED[kind] ?? ''}${spoken.message}`.replace(SECRET_KEY, '$1…');
  return `${kind}: ${message}`.slice(0, MAX_LENGTH) + suffix;
}

function textIn(error: object, name: string): string | null {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' && value !== '' ? value : null;
}
