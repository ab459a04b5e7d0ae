import { type Faults, strikes } from '../faults.ts';
import { randomId } from '../wire/ids.ts';
import { type ApiRequest, errorBody, header, standardHeaders } from './api.ts';
import type { HttpAnswer } from './http-server.ts';

const KINDS = ['stripe429', 'stripe5xx', 'stripeTimeout'] as const;
type Kind = (typeof KINDS)[number];

/** Made anew by stripe-node for each call that names no key. */
const KEY_OF_NOBODY = /^stripe-node-retry-/;

/** Faults of the API: two refuse before anything happened, a timeout after the write took effect. */
export class ApiFaults {
  private attempts = new Map<string, number>();
  private names = new Map<string, string>();

  constructor(private readonly faults: () => Faults) {}

  forget(): void {
    this.attempts = new Map();
    this.names = new Map();
  }

  draw(request: ApiRequest): Kind | null {
    const faults = this.faults();
    if (!KINDS.some((kind) => faults[kind])) return null;
    const id = this.nameOf(request);
    const attempt = count(this.attempts, id);
    return KINDS.find((kind) => strikes(faults, kind, id, attempt)) ?? null;
  }

  /**
   * A call is known by its idempotency key, which its retries share, or else by what it asks for. A key that is random
   * stands for which of the calls to this endpoint it came with, so that every run of the same calls meets the same faults.
   */
  private nameOf(request: ApiRequest): string {
    const key = header(request, 'idempotency-key');
    const endpoint = `${request.method} ${request.path}`;
    if (key === null) return `${endpoint}?${request.query}`;
    if (!KEY_OF_NOBODY.test(key)) return key;
    const known = this.names.get(key);
    if (known !== undefined) return known;
    const name = `${endpoint} #${count(this.attempts, endpoint)}`;
    this.names.set(key, name);
    return name;
  }
}

/** How often it was counted before. */
function count(counts: Map<string, number>, id: string): number {
  const before = counts.get(id) ?? 0;
  counts.set(id, before + 1);
  return before;
}

export function faultAnswer(kind: 'stripe429' | 'stripe5xx'): HttpAnswer {
  const headers = standardHeaders(randomId('req', 14));
  if (kind === 'stripe429') {
    return {
      status: 429,
      headers: { ...headers, 'Stripe-Rate-Limited-Reason': 'global-rate' },
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
    headers,
    body: errorBody({
      type: 'api_error',
      message: 'An unexpected error occurred. Please retry the request.',
    }),
  };
}
