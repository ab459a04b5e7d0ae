import type Stripe from 'stripe';

type ErrorType =
  | 'api_error'
  | 'card_error'
  | 'idempotency_error'
  | 'invalid_request_error'
  | 'rate_limit_error';

export interface StripeErrorBody {
  type: ErrorType;
  message: string;
  code?: string;
  param?: string;
  decline_code?: string;
  advice_code?: string;
  network_decline_code?: string;
  network_advice_code?: string;
  charge?: string;
  payment_intent?: unknown;
  payment_method?: unknown;
  setup_intent?: unknown;
  doc_url?: string;
  request_log_url?: string;
}

/** The codes that Stripe's own types name; the generator's open end is left off, so that none is made up. */
export type ErrorCode = Known<Stripe.Invoice.LastFinalizationError.Code> | CodeBeyondTypes;
/** Codes of Stripe's answers that its types do not name. */
type CodeBeyondTypes =
  | 'payment_method_types_no_longer_supported'
  | 'property_expansion_max_depth'
  | 'subscription_payment_intent_requires_action';
type Known<T> = T extends unknown ? (string extends T ? never : T) : never;

/** An answer of the API that is not 2xx. `keepsChanges`: what the call did stays done, as a declined charge does. */
export class StripeError extends Error {
  override readonly name = 'StripeError';

  constructor(
    readonly status: number,
    readonly body: StripeErrorBody,
    readonly options: { keepsChanges?: boolean; headers?: Record<string, string> } = {},
  ) {
    super(body.message);
  }
}

export function invalidRequest(
  message: string,
  details: {
    param?: string;
    code?: ErrorCode;
    status?: number;
  } = {},
): StripeError {
  const { param, code, status = 400 } = details;
  return new StripeError(status, {
    type: 'invalid_request_error',
    message,
    ...(code === undefined ? {} : { code, doc_url: docUrl(code) }),
    ...(param === undefined ? {} : { param }),
  });
}

/** 404 for the object that the path names, 400 for one that a parameter names, as Stripe answers. */
export function noSuch(noun: string, id: string, param: string, place: 'path' | 'parameter'): StripeError {
  return invalidRequest(`No such ${noun}: '${id}'`, {
    code: 'resource_missing',
    param,
    status: place === 'path' ? 404 : 400,
  });
}

export function docUrl(code: string): string {
  return `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`;
}

/** `discounts[0]` as `outer[discounts][0]`. */
export function within(outer: string): (param: string) => string {
  return (param) => `${outer}${param.replace(/^[^[]+/, '[$&]')}`;
}

/** Runs what names its parameters in one way, in a request that has them in other places. */
export function renamingParams<T>(rename: (param: string) => string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof StripeError) || error.body.param === undefined) throw error;
    throw new StripeError(error.status, { ...error.body, param: rename(error.body.param) }, error.options);
  }
}
