import type { Context } from '../context.ts';
import { automaticPaymentMethods } from '../payments/automatic-payment-methods.ts';
import { requireChargeable } from '../payments/chargeable-amount.ts';
import { invoicePaymentOf } from '../payments/invoice-payment.ts';
import { cancelIntent, createIntent } from '../payments/payment-intents.ts';
import { isUnconfirmed, UNCONFIRMED_STATES, unexpectedState } from '../payments/unexpected-state.ts';
import { openUsableMethod } from '../payments/usable-method.ts';
import { route } from '../server/router.ts';
import { requireCustomer } from '../state/lookups.ts';
import type { PaymentIntent } from '../state/records.ts';
import { currency } from '../wire/currencies.ts';
import { invalidRequest, noSuch } from '../wire/errors.ts';
import { mergeMetadata } from '../wire/metadata.ts';
import { inRange, listOf, pageParams, rangeParam } from '../wire/pagination.ts';
import {
  boolean,
  emptyable,
  integer,
  list,
  object,
  oneOf,
  type ParsedFields,
  required,
  text,
} from '../wire/params.ts';
import { capturePaymentIntent } from './capture-payment-intent.ts';
import {
  confirmationFields,
  confirmPaymentIntent,
  lateFields,
  requireConfirmed,
} from './confirm-payment-intent.ts';
import { addressParam, metadataParam, removedPaymentMethodTypes, toAddress } from './shared-params.ts';

const fields = {
  ...metadataParam,
  ...removedPaymentMethodTypes,
  amount: integer({ min: 1 }),
  currency: currency(),
  customer: text(),
  description: emptyable(text(1000)),
  payment_method: text(),
  ...lateFields,
  shipping: emptyable(
    object({
      address: required(addressParam()),
      name: required(text()),
      carrier: text(),
      phone: text(),
      tracking_number: text(),
    }),
  ),
  statement_descriptor: text(22),
  statement_descriptor_suffix: text(22),
  allowed_payment_method_types: list(text()),
};

const createFields = {
  ...fields,
  amount: required(integer({ min: 1 })),
  currency: required(currency()),
  automatic_payment_methods: object({
    enabled: required(boolean()),
    allow_redirects: oneOf('always', 'never'),
  }),
  capture_method: oneOf('automatic', 'automatic_async', 'manual'),
  confirm: boolean(),
  confirmation_method: oneOf('automatic', 'manual'),
  ...confirmationFields,
};

function requireIntent(ctx: Context, id: string): PaymentIntent {
  const found = ctx.store.paymentIntents.get(id);
  if (!found) throw noSuch('payment_intent', id, 'intent', 'path');
  return found;
}

function createPaymentIntent(ctx: Context, params: ParsedFields<typeof createFields>): PaymentIntent {
  requireChargeable(params.amount, params.currency);
  requireConfirmed(params);
  const customer =
    params.customer === undefined ? null : requireCustomer(ctx, params.customer, 'customer', 'parameter').id;
  const method =
    params.payment_method === undefined
      ? null
      : openUsableMethod(ctx, params.payment_method, customer, 'PaymentIntent');
  const intent = createIntent(ctx, {
    amount: params.amount,
    currency: params.currency,
    ...automaticPaymentMethods(params),
    allowed_payment_method_types: (params.allowed_payment_method_types ?? null) as never,
    capture_method: params.capture_method ?? 'automatic_async',
    confirmation_method: params.confirmation_method ?? 'automatic',
    customer,
    description: params.description ?? null,
    metadata: mergeMetadata({}, params.metadata),
    payment_method: method?.id ?? null,
    receipt_email: params.receipt_email ?? null,
    setup_future_usage: params.setup_future_usage ?? null,
    shipping: toShipping(params.shipping) ?? null,
    statement_descriptor: params.statement_descriptor ?? null,
    statement_descriptor_suffix: params.statement_descriptor_suffix ?? null,
  });
  return params.confirm ? confirmPaymentIntent(ctx, intent, params) : intent;
}

/** What the invoice says of an intent that collects it: that payment can't be edited or canceled directly. */
const OF_THE_INVOICE = ['amount', 'currency', 'customer'];

function refuseOfInvoice(ctx: Context, intent: PaymentIntent, params: object): void {
  const param = OF_THE_INVOICE.find((key) => Object.hasOwn(params, key));
  if (param === undefined || !invoicePaymentOf(ctx, intent.id)) return;
  throw invalidRequest(
    `You cannot update the ${param} of this PaymentIntent because it was created by an invoice, which it follows.`,
    { param },
  );
}

type Fields = ParsedFields<typeof fields>;

function toShipping(given: Fields['shipping']): PaymentIntent['shipping'] | undefined {
  if (!given) return given;
  const { address, name, carrier = null, phone = null, tracking_number = null } = given;
  return { address: toAddress(address), name, carrier, phone, tracking_number };
}

function updateIntent(ctx: Context, id: string, params: ParsedFields<typeof fields>): PaymentIntent {
  const before = requireIntent(ctx, id);
  const {
    metadata: _metadata,
    payment_method: method,
    allowed_payment_method_types: _types,
    shipping,
    ...plain
  } = params;
  if (!isUnconfirmed(before)) {
    const only = Object.keys(params).find(
      (key) => !['metadata', 'description', 'receipt_email'].includes(key),
    );
    if (only !== undefined) {
      throw unexpectedState(
        before,
        `This PaymentIntent's ${only} could not be updated because it has a status of ${before.status}. You may only update the ${only} of a PaymentIntent with one of the following statuses: ${UNCONFIRMED_STATES}.`,
        { param: only },
      );
    }
  }
  refuseOfInvoice(ctx, before, params);
  if (params.customer !== undefined) requireCustomer(ctx, params.customer, 'customer', 'parameter');
  if (params.amount !== undefined || params.currency !== undefined) {
    requireChargeable(params.amount ?? before.amount, params.currency ?? before.currency);
  }
  return ctx.store.paymentIntents.put({
    ...before,
    ...plain,
    ...(shipping !== undefined && { shipping: toShipping(shipping) ?? null }),
    ...(method === undefined
      ? {}
      : {
          payment_method: openUsableMethod(ctx, method, params.customer ?? before.customer, 'PaymentIntent')
            .id,
          next_action: null,
          status: 'requires_confirmation' as const,
        }),
    metadata: mergeMetadata(before.metadata, params.metadata),
  });
}

export const paymentIntentRoutes = [
  route('POST', '/v1/payment_intents', createFields, createPaymentIntent),
  route(
    'GET',
    '/v1/payment_intents',
    { ...pageParams, customer: text(), created: rangeParam() },
    (ctx, params) =>
      listOf(
        ctx.store.paymentIntents
          .newestFirst()
          .filter(
            (intent) =>
              (params.customer === undefined || intent.customer === params.customer) &&
              inRange(intent.created, params.created),
          ),
        params,
        '/v1/payment_intents',
        (intent) => intent,
      ),
  ),
  route('GET', '/v1/payment_intents/:id', { client_secret: text() }, (ctx, _params, path) =>
    requireIntent(ctx, path.id()),
  ),
  route('POST', '/v1/payment_intents/:id', fields, (ctx, params, path) =>
    updateIntent(ctx, path.id(), params),
  ),
  route(
    'POST',
    '/v1/payment_intents/:id/confirm',
    {
      ...confirmationFields,
      ...removedPaymentMethodTypes,
      ...lateFields,
      payment_method: text(),
    },
    (ctx, params, path) => confirmPaymentIntent(ctx, requireIntent(ctx, path.id()), params),
  ),
  route(
    'POST',
    '/v1/payment_intents/:id/cancel',
    { cancellation_reason: oneOf('abandoned', 'duplicate', 'fraudulent', 'requested_by_customer') },
    (ctx, params, path) => {
      const intent = requireIntent(ctx, path.id());
      if (intent.status === 'succeeded' || intent.status === 'canceled') {
        throw unexpectedState(
          intent,
          `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be canceled: requires_payment_method, requires_capture, requires_confirmation, requires_action, processing.`,
        );
      }
      if (invoicePaymentOf(ctx, intent.id)) {
        throw invalidRequest(
          'You cannot cancel this PaymentIntent because it was created by an invoice. Void the invoice instead.',
        );
      }
      return cancelIntent(ctx, intent, params.cancellation_reason ?? null);
    },
  ),
  route(
    'POST',
    '/v1/payment_intents/:id/capture',
    { amount_to_capture: integer({ min: 1 }) },
    (ctx, params, path) => capturePaymentIntent(ctx, requireIntent(ctx, path.id()), params.amount_to_capture),
  ),
];
