import { CODES_BEYOND_TYPES } from '../deliberate-differences.ts';
import type { ApiDescription } from '../schema/generate.ts';
import type { JsonSchema } from '../schema/json-schema.ts';

const TYPES_BY_STATUS: Readonly<Record<number, readonly string[]>> = {
  400: ['invalid_request_error', 'idempotency_error', 'card_error'],
  401: ['invalid_request_error'],
  402: ['card_error'],
  403: ['invalid_request_error'],
  404: ['invalid_request_error'],
  409: ['idempotency_error', 'invalid_request_error'],
  429: ['invalid_request_error', 'rate_limit_error'],
};

const TEXT: JsonSchema = { type: 'string' };

/** Stripe's error body for a status; in the types it is not a resource, so its fields are named here. */
export function errorSchema(status: number, description: ApiDescription): JsonSchema {
  const types = TYPES_BY_STATUS[status] ?? (status >= 500 ? ['api_error'] : []);
  const { payment_intent, payment_method, setup_intent } = description.objects;
  const error: JsonSchema = {
    type: 'object',
    properties: {
      type: { enum: types },
      message: TEXT,
      code: { enum: [...description.errorCodes, ...CODES_BEYOND_TYPES] },
      param: TEXT,
      decline_code: TEXT,
      advice_code: { enum: ['confirm_card_data', 'do_not_try_again', 'try_again_later'] },
      network_advice_code: TEXT,
      network_decline_code: TEXT,
      charge: TEXT,
      doc_url: TEXT,
      request_log_url: TEXT,
      payment_method_type: TEXT,
      ...(payment_intent && { payment_intent }),
      ...(payment_method && { payment_method }),
      ...(setup_intent && { setup_intent }),
    },
    required: ['type', 'message'],
    additionalProperties: false,
  };
  return { type: 'object', properties: { error }, required: ['error'], additionalProperties: false };
}
