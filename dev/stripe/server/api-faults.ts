import { type Faults, strikes } from '../faults.ts';
import { type ApiRequest, errorBody, header } from './api.ts';
import type { HttpAnswer } from './http-server.ts';

const KINDS = ['stripe429', 'stripe5xx', 'stripeTimeout'] as const;
type Kind = (typeof KINDS)[number];

/** Faults of the API: two refuse before anything happened, a timeout after the write took effect. */
export class ApiFaults {
  private attempts = new Map<string, number>();

  constructor(private readonly faults: () => Faults) {}

  forget(): void {
    this.attempts = new Map();
  }

  /** A call is known by its idempotency key, which its retries share, or else by what it asks for. */
  draw(request: ApiRequest): Kind | null {
    const faults = this.faults();
    if (!KINDS.some((kind) => faults[kind])) return null;
    const id = header(request, 'idempotency-key') ?? `${request.method} ${request.path}?${request.query}`;
    const attempt = this.attempts.get(id) ?? 0;
    this.attempts.set(id, attempt + 1);
    return KINDS.find((kind) => strikes(faults, kind, id, attempt)) ?? null;
  }
}

const HEADERS = { 'Content-Type': 'application/json' };

export function faultAnswer(kind: 'stripe429' | 'stripe5xx'): HttpAnswer {
  if (kind === 'stripe429') {
    return {
      status: 429,
      headers: { ...HEADERS, 'Stripe-Rate-Limited-Reason': 'global-rate' },
      body: errorBody({
        type: 'rate_limit_error',
        code: 'rate_limit',
        message:
          'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.',
      }),
    };
  }
  return {
    status: 500,
    headers: HEADERS,
    body: errorBody({
      type: 'api_error',
      message: 'An unexpected error occurred. Please retry the request.',
    }),
  };
}
