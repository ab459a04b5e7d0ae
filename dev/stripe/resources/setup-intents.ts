import type { Context } from '../context.ts';
import { hasAuthenticated } from '../payments/authentication-step.ts';
import { automaticPaymentMethods } from '../payments/automatic-payment-methods.ts';
import { confirmSetup } from '../payments/setup-intents.ts';
import { isUnconfirmed, missingMethod, unexpectedState } from '../payments/unexpected-state.ts';
import { openUsableMethod } from '../payments/usable-method.ts';
import { route } from '../server/router.ts';
import { requireCustomer } from '../state/lookups.ts';
import { newId } from '../state/new-id.ts';
import type { SetupIntent } from '../state/records.ts';
import { emit } from '../webhooks/emit.ts';
import { noSuch, type StripeError } from '../wire/errors.ts';
import { randomText } from '../wire/ids.ts';
import { mergeMetadata } from '../wire/metadata.ts';
import { inRange, listOf, pageParams, rangeParam } from '../wire/pagination.ts';
import {
  boolean,
  emptyable,
  list,
  object,
  oneOf,
  type ParsedFields,
  required,
  text,
} from '../wire/params.ts';
import { metadataParam, removedPaymentMethodTypes } from './shared-params.ts';

const fields = {
  ...metadataParam,
  ...removedPaymentMethodTypes,
  customer: text(),
  description: emptyable(text()),
  payment_method: text(),
  allowed_payment_method_types: emptyable(list(text())),
};

const createFields = {
  ...fields,
  allowed_payment_method_types: list(text()),
  automatic_payment_methods: object({
    enabled: required(boolean()),
    allow_redirects: oneOf('always', 'never'),
  }),
  confirm: boolean(),
  return_url: text(),
  usage: oneOf('off_session', 'on_session'),
};

function requireIntent(ctx: Context, id: string): SetupIntent {
  const found = ctx.store.setupIntents.get(id);
  if (!found) throw noSuch('setupintent', id, 'intent', 'path');
  return found;
}

export function createSetupIntent(ctx: Context, params: ParsedFields<typeof createFields>): SetupIntent {
  const id = newId(ctx, 'seti');
  const customer =
    params.customer === undefined ? null : requireCustomer(ctx, params.customer, 'customer', 'parameter').id;
  const method =
    params.payment_method === undefined
      ? null
      : openUsableMethod(ctx, params.payment_method, customer, 'SetupIntent');
  const intent = ctx.store.setupIntents.put({
    id,
    object: 'setup_intent',
    application: null,
    ...automaticPaymentMethods(params),
    cancellation_reason: null,
    client_secret: `${id}_secret_${randomText(24)}`,
    created: ctx.now,
    customer,
    description: params.description ?? null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata: mergeMetadata({}, params.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: method?.id ?? null,
    payment_method_options: {
      card: { mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    ...allowedTypes(params.allowed_payment_method_types ?? null),
    single_use_mandate: null,
    status: method ? 'requires_confirmation' : 'requires_payment_method',
    usage: params.usage ?? 'off_session',
  });
  emit(ctx, 'setup_intent.created', intent);
  return params.confirm ? confirm(ctx, intent, params.return_url) : intent;
}

function refusedTo(verb: 'confirm' | 'update', intent: SetupIntent): StripeError {
  const state = intent.status === 'succeeded' ? 'already succeeded' : `a status of ${intent.status}`;
  return unexpectedState(intent, `You cannot ${verb} this SetupIntent because it has ${state}.`);
}

function allowedTypes(
  types: readonly string[] | null,
): Pick<SetupIntent, 'allowed_payment_method_types' | 'payment_method_types'> {
  return {
    allowed_payment_method_types: types as SetupIntent['allowed_payment_method_types'],
    payment_method_types: [...(types ?? ['card'])],
  };
}

function confirm(
  ctx: Context,
  intent: SetupIntent,
  returnUrl: string | null = null,
  given?: string,
): SetupIntent {
  const id = given ?? intent.payment_method;
  if (id === null) throw missingMethod(intent);
  if (!isUnconfirmed(intent)) throw refusedTo('confirm', intent);
  const method = openUsableMethod(ctx, id, intent.customer, 'SetupIntent');
  return confirmSetup(ctx, intent, method, { authenticated: hasAuthenticated(intent, method), returnUrl });
}

export const setupIntentRoutes = [
  route('POST', '/v1/setup_intents', createFields, createSetupIntent),
  route(
    'GET',
    '/v1/setup_intents',
    { ...pageParams, customer: text(), payment_method: text(), created: rangeParam() },
    (ctx, params) =>
      listOf(
        ctx.store.setupIntents
          .newestFirst()
          .filter(
            (intent) =>
              (params.customer === undefined || intent.customer === params.customer) &&
              (params.payment_method === undefined || intent.payment_method === params.payment_method) &&
              inRange(intent.created, params.created),
          ),
        params,
        '/v1/setup_intents',
        (intent) => intent,
      ),
  ),
  route('GET', '/v1/setup_intents/:id', { client_secret: text() }, (ctx, _params, path) =>
    requireIntent(ctx, path.id()),
  ),
  route('POST', '/v1/setup_intents/:id', fields, (ctx, params, path) => {
    const before = requireIntent(ctx, path.id());
    if (!isUnconfirmed(before) && params.payment_method !== undefined) throw refusedTo('update', before);
    const method =
      params.payment_method === undefined
        ? null
        : openUsableMethod(ctx, params.payment_method, params.customer ?? before.customer, 'SetupIntent');
    return ctx.store.setupIntents.put({
      ...before,
      ...(params.customer === undefined
        ? {}
        : { customer: requireCustomer(ctx, params.customer, 'customer', 'parameter').id }),
      ...(params.description === undefined ? {} : { description: params.description }),
      ...(params.allowed_payment_method_types === undefined
        ? {}
        : allowedTypes(params.allowed_payment_method_types)),
      ...(method
        ? { payment_method: method.id, next_action: null, status: 'requires_confirmation' as const }
        : {}),
      metadata: mergeMetadata(before.metadata ?? {}, params.metadata),
    });
  }),
  route(
    'POST',
    '/v1/setup_intents/:id/confirm',
    { payment_method: text(), return_url: text() },
    (ctx, params, path) =>
      confirm(ctx, requireIntent(ctx, path.id()), params.return_url, params.payment_method),
  ),
  route(
    'POST',
    '/v1/setup_intents/:id/cancel',
    { cancellation_reason: oneOf('abandoned', 'duplicate', 'requested_by_customer') },
    (ctx, params, path) => {
      const before = requireIntent(ctx, path.id());
      if (before.status === 'succeeded' || before.status === 'canceled') {
        throw unexpectedState(
          before,
          before.status === 'canceled'
            ? 'You cannot cancel this SetupIntent because it is already canceled.'
            : 'You cannot cancel this SetupIntent because it has a status of succeeded. Only a SetupIntent with one of the following statuses may be canceled: `requires_payment_method`, `requires_confirmation`, or `requires_action`.',
        );
      }
      const after = ctx.store.setupIntents.put({
        ...before,
        status: 'canceled',
        cancellation_reason: params.cancellation_reason ?? null,
        next_action: null,
      });
      emit(ctx, 'setup_intent.canceled', after);
      return after;
    },
  ),
];
