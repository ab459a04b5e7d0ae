import type { Context } from '../context.ts';
import { newId } from '../state/new-id.ts';
import type { PaymentMethod } from '../state/records.ts';
import { emit } from '../webhooks/emit.ts';
import { emptyAddress } from '../wire/address.ts';
import { invalidRequest, noSuch } from '../wire/errors.ts';
import { cardError } from './card-error.ts';
import { foreignMethod, requireUnspent } from './method-owner.ts';
import { TEST_CARDS, type TestCard } from './test-cards.ts';

const SHARED_PREFIX = 'pm_card_';
const EXPIRY_YEARS = 3;
const YEAR_SECONDS = 31_556_952;

export function cardOf(ctx: Context, paymentMethodId: string): TestCard {
  const name = ctx.store.cards.get(paymentMethodId)?.card;
  const card = name === undefined ? undefined : TEST_CARDS[name];
  if (!card) throw noSuch('PaymentMethod', paymentMethodId, 'payment_method', 'parameter');
  return card;
}

/** A payment method of one test card, belonging to nobody yet. */
export function createCardPaymentMethod(
  ctx: Context,
  name: string,
  details: Partial<PaymentMethod> = {},
): PaymentMethod {
  const card = TEST_CARDS[name];
  if (!card) throw noSuch('PaymentMethod', `${SHARED_PREFIX}${name}`, 'payment_method', 'path');
  const id = newId(ctx, 'pm');
  ctx.store.cards.put({ id, card: name });
  return ctx.store.paymentMethods.put({
    id,
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: { address: emptyAddress(), email: null, name: null, phone: null, tax_id: null },
    card: {
      brand: card.brand,
      checks: {
        address_line1_check: null,
        address_postal_code_check: null,
        cvc_check: 'pass',
        ...card.checks,
      },
      country: card.country,
      display_brand: card.brand,
      exp_month: 12,
      exp_year: new Date((ctx.now + EXPIRY_YEARS * YEAR_SECONDS) * 1000).getUTCFullYear(),
      fingerprint: fingerprint(card.number),
      funding: card.funding,
      generated_from: null,
      last4: card.number.slice(-4),
      networks: { available: [card.brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: !card.lacksThreeDSecure },
      wallet: null,
    },
    created: ctx.now,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: 'card',
    ...details,
  });
}

/** The same card number has the same fingerprint, as at Stripe. */
function fingerprint(number: string): string {
  let hash = 7n;
  for (const digit of number) hash = (hash * 1_000_003n + BigInt(digit)) % 2n ** 80n;
  return hash.toString(36).padStart(16, '0').slice(-16);
}

/** The method of that id; `pm_card_…` and `tok_…` name a test card and give a new method of it. */
export function openPaymentMethod(
  ctx: Context,
  id: string,
  param: string,
  place: 'path' | 'parameter',
): PaymentMethod {
  const found = ctx.store.paymentMethods.get(id);
  if (found) return found;
  const name = id.startsWith(SHARED_PREFIX) ? id.slice(SHARED_PREFIX.length) : null;
  if (name !== null && Object.hasOwn(TEST_CARDS, name)) return createCardPaymentMethod(ctx, name);
  throw noSuch('PaymentMethod', id, param, place);
}

/** Attaches a method to a customer; a card that the bank refuses is refused here, as a card error. */
export function adoptPaymentMethod(ctx: Context, id: string, customer: string): PaymentMethod {
  const method = openPaymentMethod(ctx, id, 'payment_method', 'path');
  if (method.customer === customer) return method;
  if (method.customer !== null) {
    throw invalidRequest('The payment method you provided has already been attached to a customer.', {
      code: 'payment_method_unexpected_state',
      param: 'payment_method',
    });
  }
  requireUnspent(ctx, method);
  const refusal = cardOf(ctx, method.id).attachDecline;
  if (refusal) throw cardError(refusal, { param: '' });
  const attached = ctx.store.paymentMethods.put({ ...method, customer });
  emit(ctx, 'payment_method.attached', attached);
  return attached;
}

/** A method that a parameter names and that must belong to the customer. */
export function resolvePaymentMethod(
  ctx: Context,
  { id, customer, param }: { id: string; customer: string; param: string },
): PaymentMethod {
  const found = ctx.store.paymentMethods.get(id);
  if (!found && id.startsWith(SHARED_PREFIX)) {
    const name = id.slice(SHARED_PREFIX.length);
    const attached = ctx.store.paymentMethods
      .by('customer', customer)
      .reverse()
      .find((method) => ctx.store.cards.get(method.id)?.card === name);
    if (attached) return attached;
  }
  if (!found) throw noSuch('PaymentMethod', id, param, 'parameter');
  if (found.customer !== customer) throw foreignMethod(id, param);
  return found;
}
