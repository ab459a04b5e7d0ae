import type { Context } from '../context.ts';
import {
  adoptPaymentMethod,
  createCardPaymentMethod,
  openPaymentMethod,
} from '../payments/adopt-payment-method.ts';
import { fullYear, requireTestCard } from '../payments/card-data.ts';
import { detachMethod } from '../payments/method-owner.ts';
import { route } from '../server/router.ts';
import { requireCustomer } from '../state/lookups.ts';
import type { PaymentMethod } from '../state/records.ts';
import { toInvoice } from '../state/views.ts';
import { emit } from '../webhooks/emit.ts';
import { invalidRequest } from '../wire/errors.ts';
import { email } from '../wire/formats.ts';
import { mergeMetadata } from '../wire/metadata.ts';
import { listOf, pageParams } from '../wire/pagination.ts';
import { emptyable, integer, object, oneOf, type ParsedFields, required, text } from '../wire/params.ts';
import { billingAddressParam, metadataParam, toAddress } from './shared-params.ts';

const billingDetailsParam = () =>
  object({
    address: emptyable(billingAddressParam()),
    email: emptyable(email()),
    name: emptyable(text()),
    phone: emptyable(text()),
    tax_id: text(),
  });

const allowRedisplayParam = () => oneOf('always', 'limited', 'unspecified');

const createFields = {
  ...metadataParam,
  type: required(oneOf('card')),
  card: object({ token: text(), number: text(), exp_month: integer(), exp_year: integer(), cvc: text() }),
  billing_details: billingDetailsParam(),
  allow_redisplay: allowRedisplayParam(),
};

function createPaymentMethod(ctx: Context, params: ParsedFields<typeof createFields>): PaymentMethod {
  const { card } = params;
  const method = createCardPaymentMethod(ctx, requireTestCard(ctx, card));
  const shown = withFields(method, params);
  const expiry =
    card?.exp_month !== undefined && card.exp_year !== undefined && shown.card
      ? { card: { ...shown.card, exp_month: card.exp_month, exp_year: fullYear(card.exp_year) } }
      : {};
  return ctx.store.paymentMethods.put({ ...shown, ...expiry });
}

const updateFields = {
  ...metadataParam,
  card: object({ exp_month: integer({ min: 1, max: 12 }), exp_year: integer({ min: 2000, max: 2100 }) }),
  billing_details: billingDetailsParam(),
  allow_redisplay: allowRedisplayParam(),
};

function withFields(
  method: PaymentMethod,
  params: Pick<ParsedFields<typeof updateFields>, 'metadata' | 'billing_details' | 'allow_redisplay'>,
): PaymentMethod {
  const { address, ...details } = params.billing_details ?? {};
  return {
    ...method,
    ...(params.allow_redisplay === undefined ? {} : { allow_redisplay: params.allow_redisplay }),
    billing_details: {
      ...method.billing_details,
      ...details,
      ...(address ? { address: toAddress(address, method.billing_details.address) } : {}),
    },
    metadata: mergeMetadata(method.metadata ?? {}, params.metadata),
  };
}

function updatePaymentMethod(
  ctx: Context,
  id: string,
  params: ParsedFields<typeof updateFields>,
): PaymentMethod {
  const before = openPaymentMethod(ctx, id, 'payment_method', 'path');
  if (before.customer === null) {
    throw invalidRequest('You must save this PaymentMethod to a customer before you can update it.', {
      code: 'payment_method_unexpected_state',
    });
  }
  const shown = withFields(before, params);
  const after = ctx.store.paymentMethods.put(
    shown.card && params.card ? { ...shown, card: { ...shown.card, ...params.card } } : shown,
  );
  emit(ctx, 'payment_method.updated', after, before);
  return after;
}

function detachPaymentMethod(ctx: Context, id: string): PaymentMethod {
  const before = openPaymentMethod(ctx, id, 'payment_method', 'path');
  if (before.customer === null) {
    throw invalidRequest(
      'The payment method you provided is not attached to a customer so detachment is impossible.',
      {
        param: 'payment_method',
      },
    );
  }
  const customer = ctx.store.customers.get(before.customer);
  if (customer?.invoice_settings.default_payment_method === id) {
    ctx.store.customers.put({
      ...customer,
      invoice_settings: { ...customer.invoice_settings, default_payment_method: null },
    });
  }
  for (const subscription of ctx.store.subscriptions.by('customer', before.customer)) {
    if (subscription.default_payment_method === id) {
      ctx.store.subscriptions.put({ ...subscription, default_payment_method: null });
    }
  }
  for (const invoice of ctx.store.invoices.by('customer', before.customer)) {
    const isToBePaid = invoice.status === 'draft' || invoice.status === 'open';
    if (!isToBePaid || invoice.default_payment_method !== id) continue;
    const after = ctx.store.invoices.put({ ...invoice, default_payment_method: null });
    emit(ctx, 'invoice.updated', toInvoice(after), toInvoice(invoice));
  }
  return detachMethod(ctx, before);
}

function listMethods(ctx: Context, customer: string, type: string | undefined): PaymentMethod[] {
  return ctx.store.paymentMethods
    .by('customer', customer)
    .reverse()
    .filter((method) => type === undefined || method.type === type);
}

const listFields = { ...pageParams, type: text(), allow_redisplay: allowRedisplayParam() };

export const paymentMethodRoutes = [
  route('POST', '/v1/payment_methods', createFields, createPaymentMethod),
  route('GET', '/v1/payment_methods', { ...listFields, customer: text() }, (ctx, params) => {
    const found =
      params.customer === undefined
        ? []
        : listMethods(ctx, requireCustomer(ctx, params.customer, 'customer', 'parameter').id, params.type);
    return listOf(found, params, '/v1/payment_methods', (method) => method);
  }),
  route('GET', '/v1/payment_methods/:id', {}, (ctx, _params, path) =>
    openPaymentMethod(ctx, path.id(), 'payment_method', 'path'),
  ),
  route('POST', '/v1/payment_methods/:id', updateFields, (ctx, params, path) =>
    updatePaymentMethod(ctx, path.id(), params),
  ),
  route('POST', '/v1/payment_methods/:id/attach', { customer: required(text()) }, (ctx, params, path) =>
    adoptPaymentMethod(ctx, path.id(), requireCustomer(ctx, params.customer, 'customer', 'parameter').id),
  ),
  route('POST', '/v1/payment_methods/:id/detach', {}, (ctx, _params, path) =>
    detachPaymentMethod(ctx, path.id()),
  ),
  route('GET', '/v1/customers/:id/payment_methods', listFields, (ctx, params, path) => {
    const customer = requireCustomer(ctx, path.id(), 'customer', 'path').id;
    return listOf(
      listMethods(ctx, customer, params.type),
      params,
      `/v1/customers/${customer}/payment_methods`,
      (method) => method,
    );
  }),
  route('GET', '/v1/customers/:id/payment_methods/:method', {}, (ctx, _params, path) => {
    requireCustomer(ctx, path.id(), 'customer', 'path');
    const found = listMethods(ctx, path.id(), undefined).find((method) => method.id === path.id('method'));
    return found ?? openPaymentMethod(ctx, `${path.id('method')}`, 'payment_method', 'path');
  }),
];
