import type { Context } from '../context.ts';
import { toCoupon } from '../state/coupon-view.ts';
import { toInvoice, toPrice, toSubscription } from '../state/views.ts';
import { invalidRequest } from '../wire/errors.ts';
import type { FormValue } from '../wire/form.ts';
import { list, text } from '../wire/params.ts';
import { confirmationSecret } from './confirmation-secret.ts';
import { currencyOptionsOf } from './currency-options.ts';

type Json = Record<string, unknown>;
type Find = (ctx: Context, id: string) => object | undefined;

const MAX_DEPTH = 4;

const customer: Find = (ctx, id) => ctx.store.customers.get(id);
const invoice: Find = (ctx, id) => map(ctx.store.invoices.get(id), toInvoice);
const subscription: Find = (ctx, id) =>
  map(ctx.store.subscriptions.get(id), (found) => toSubscription(ctx, found));
const paymentMethod: Find = (ctx, id) => ctx.store.paymentMethods.get(id);
const paymentIntent: Find = (ctx, id) => ctx.store.paymentIntents.get(id);
const charge: Find = (ctx, id) => ctx.store.charges.get(id);
const product: Find = (ctx, id) => ctx.store.products.get(id);
const balanceTransaction: Find = (ctx, id) => ctx.store.balanceTransactions.get(id);

/** Fields that hold an id, and where its object is found. */
const REFERENCES: Readonly<Record<string, Find>> = {
  customer,
  invoice,
  latest_invoice: invoice,
  subscription,
  default_payment_method: paymentMethod,
  payment_method: paymentMethod,
  payment_intent: paymentIntent,
  charge,
  latest_charge: charge,
  product,
  price: (ctx, id) => map(ctx.store.prices.get(id), toPrice),
  default_price: (ctx, id) => map(ctx.store.prices.get(id), toPrice),
  balance_transaction: balanceTransaction,
  failure_balance_transaction: balanceTransaction,
  customer_balance_transaction: (ctx, id) => ctx.store.customerBalanceTransactions.get(id),
  coupon: (ctx, id) => map(ctx.store.coupons.get(id), (found) => toCoupon(ctx, found)),
  discount: (ctx, id) => ctx.store.discounts.get(id),
  discounts: (ctx, id) => ctx.store.discounts.get(id),
  refund: (ctx, id) => ctx.store.refunds.get(id),
  credit_note: (ctx, id) => ctx.store.creditNotes.get(id),
  pending_setup_intent: (ctx, id) => ctx.store.setupIntents.get(id),
  setup_intent: (ctx, id) => ctx.store.setupIntents.get(id),
  default_source: () => undefined,
  schedule: () => undefined,
  test_clock: () => undefined,
  application: () => undefined,
  on_behalf_of: () => undefined,
  tax_code: () => undefined,
  review: () => undefined,
};

/** Fields that are shown only when asked for. */
const INCLUDED: Readonly<Record<string, (ctx: Context, object: Json & { id: string }) => unknown>> = {
  'price.tiers': (ctx, { id }) => ctx.store.prices.get(id)?.tiers,
  'price.currency_options': (ctx, { id }) => map(ctx.store.prices.get(id), currencyOptionsOf),
  'plan.tiers': (ctx, { id }) => ctx.store.prices.get(id)?.tiers,
  'invoice.payments': (ctx, { id }) => ({
    object: 'list',
    data: ctx.store.invoicePayments.by('invoice', id),
    has_more: false,
    url: `/v1/invoice_payments?invoice=${id}`,
  }),
  'invoice.confirmation_secret': (ctx, { id }) => confirmationSecret(ctx, id),
  'charge.refunds': (ctx, { id }) => ({
    object: 'list',
    data: ctx.store.refunds.by('charge', id).reverse(),
    has_more: false,
    url: `/v1/charges/${id}/refunds`,
  }),
  'customer.subscriptions': (ctx, { id }) => ({
    object: 'list',
    data: ctx.store.subscriptions
      .by('customer', id)
      .filter((found) => found.status !== 'canceled')
      .map((found) => toSubscription(ctx, found)),
    has_more: false,
    url: `/v1/customers/${id}/subscriptions`,
  }),
  'customer.tax_ids': (ctx, { id }) => ({
    object: 'list',
    data: ctx.store.taxIds.by('customer', id),
    has_more: false,
    url: `/v1/customers/${id}/tax_ids`,
  }),
  'customer.tax': (ctx, { id }) => {
    const country = ctx.store.customers.get(id)?.address?.country;
    return {
      automatic_tax: country ? 'supported' : 'unrecognized_location',
      ip_address: null,
      location: country ? { country, source: 'billing_address', state: null } : null,
      provider: 'stripe',
    };
  },
  'customer.invoice_credit_balance': (ctx, { id }) => {
    const found = ctx.store.customers.get(id);
    return found?.currency && found.balance !== 0 ? { [found.currency]: found.balance } : {};
  },
  'customer.sources': (_ctx, { id }) => ({
    object: 'list',
    data: [],
    has_more: false,
    url: `/v1/customers/${id}/sources`,
  }),
  'customer.cash_balance': () => null,
  'coupon.applies_to': (ctx, { id }) => ctx.store.coupons.get(id)?.applies_to,
};

function map<T, U>(value: T | undefined, toValue: (value: T) => U): U | undefined {
  return value === undefined ? undefined : toValue(value);
}

const paths = list(text());

/** The fields that a call asks to expand: four levels deep at most, the `data` of each list being one of them. */
export function readExpand(given: FormValue): string[] {
  return paths.parse(given, 'expand').map((path) => {
    if (path.split('.').length <= MAX_DEPTH) return path;
    throw invalidRequest(`You cannot expand more than ${MAX_DEPTH} levels of a property. Property: ${path}`, {
      code: 'property_expansion_max_depth',
    });
  });
}

/** A copy of an answer with the named fields expanded, `data.…` reaching into a list's items. */
export function expand(ctx: Context, answer: object, paths: readonly string[]): object {
  return paths.reduce((expanded: object, path) => {
    const segments = path.split('.');
    const [first] = segments;
    if ('object' in answer && answer.object === 'list' && first !== 'data') {
      throw invalidRequest(
        `This property cannot be expanded (${first}). You may want to try expanding 'data.${first}' instead.`,
      );
    }
    return expandPath(ctx, expanded, segments, path) as object;
  }, answer);
}

function expandPath(ctx: Context, value: unknown, segments: readonly string[], whole: string): unknown {
  if (Array.isArray(value)) return value.map((entry) => expandPath(ctx, entry, segments, whole));
  const [segment, ...rest] = segments;
  if (segment === undefined || value === null || value === undefined) return value;
  if (typeof value !== 'object') return value;
  const object = value as Json;
  if (object.deleted === true) return value;
  const include =
    typeof object.object === 'string' ? ownValue(INCLUDED, `${object.object}.${segment}`) : undefined;
  const held = ownValue(object, segment);
  const current = include && held === undefined ? include(ctx, object as Json & { id: string }) : held;
  if (!Object.hasOwn(object, segment) && include === undefined) {
    throw invalidRequest(`This property cannot be expanded (${whole}).`);
  }
  if (current === undefined) return value;
  const found = resolve(ctx, segment, current);
  if (
    rest.length === 0 &&
    found === current &&
    isLeaf(current) &&
    include === undefined &&
    !Object.hasOwn(REFERENCES, segment)
  ) {
    throw invalidRequest(`This property cannot be expanded (${whole}).`);
  }
  return { ...object, [segment]: expandPath(ctx, found, rest, whole) };
}

/** What a field itself holds: a path from outside may name what every object inherits. */
function ownValue<T>(fields: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function isLeaf(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

function resolve(ctx: Context, field: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((entry) => resolve(ctx, field, entry));
  if (typeof value !== 'string') return value;
  return ownValue(REFERENCES, field)?.(ctx, value) ?? value;
}
