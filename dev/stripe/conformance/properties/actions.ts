import fc from 'fast-check';

/** One call, or one stretch of time. `at` picks among what exists by then. */
export type Action =
  | { readonly kind: 'customer'; readonly card: string | null; readonly balance: number }
  | { readonly kind: 'deleteCustomer'; readonly at: number }
  | { readonly kind: 'card'; readonly at: number; readonly card: string }
  | {
      readonly kind: 'subscribe';
      readonly at: number;
      readonly price: number;
      readonly quantity: number;
      readonly discounted: boolean;
      readonly taxed: boolean;
      readonly trialDays: number;
    }
  | {
      readonly kind: 'change';
      readonly at: number;
      readonly price: number;
      readonly quantity: number;
      readonly behavior: 'create_prorations' | 'always_invoice' | 'none';
    }
  | { readonly kind: 'cancel'; readonly at: number; readonly atPeriodEnd: boolean }
  | {
      readonly kind: 'usage';
      readonly at: number;
      readonly value: number;
      readonly identifier: number | null;
    }
  | { readonly kind: 'item'; readonly at: number; readonly amount: number }
  | { readonly kind: 'invoice'; readonly at: number; readonly advances: boolean }
  | { readonly kind: 'finalize' | 'pay' | 'payOutOfBand' | 'void' | 'uncollectible'; readonly at: number }
  | { readonly kind: 'refund'; readonly at: number; readonly share: number }
  | {
      readonly kind: 'creditNote';
      readonly at: number;
      readonly share: number;
      /** How it gives back what was paid. */
      readonly back: 'refund_amount' | 'credit_amount' | 'out_of_band_amount';
    }
  | { readonly kind: 'authorize'; readonly at: number; readonly amount: number; readonly card: string | null }
  | { readonly kind: 'confirmIntent'; readonly at: number; readonly card: string | null }
  | {
      readonly kind: 'changeIntent';
      readonly at: number;
      readonly param: 'amount' | 'currency' | 'payment_method';
    }
  | { readonly kind: 'cancelIntent' | 'capture'; readonly at: number }
  | { readonly kind: 'repeat'; readonly at: number }
  | { readonly kind: 'wait'; readonly hours: number };

const CARDS = [
  'pm_card_visa',
  'pm_card_mastercard',
  'pm_card_chargeCustomerFail',
  'pm_card_authenticationRequired',
];

const at = fc.nat(30);
const quantity = fc.integer({ min: 1, max: 5 });
const price = fc.nat(3);
const share = fc.constantFrom(3, 40, 60, 100, 130);
const one = <const T extends string>(kind: T) => fc.record({ kind: fc.constant(kind), at });

const subscribe = fc.record({
  kind: fc.constant('subscribe' as const),
  at,
  price,
  quantity,
  discounted: fc.boolean(),
  taxed: fc.boolean(),
  trialDays: fc.constantFrom(0, 0, 0, 7),
});

const balance = fc.constantFrom(0, 0, -700, 300);

const customer = fc.record({
  kind: fc.constant('customer' as const),
  card: fc.constantFrom(...CARDS, null),
  balance,
});

const intentActions: fc.WeightedArbitrary<Action>[] = [
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('confirmIntent'),
      at,
      card: fc.constantFrom(null, null, 'pm_card_visa', 'pm_card_authenticationRequired'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('changeIntent'),
      at,
      param: fc.constantFrom('amount', 'currency', 'payment_method'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('authorize'),
      at,
      amount: fc.integer({ min: 50, max: 9_000 }),
      card: fc.constantFrom('pm_card_visa', 'pm_card_authenticationRequired', null),
    }),
  },
  { weight: 2, arbitrary: one('capture') },
  { weight: 1, arbitrary: one('cancelIntent') },
];

const refund = fc.record({ kind: fc.constant('refund' as const), at, share });

const creditNote = fc.record({
  kind: fc.constant('creditNote' as const),
  at,
  share,
  back: fc.constantFrom('refund_amount', 'credit_amount', 'out_of_band_amount'),
});

const invoiceActions: fc.WeightedArbitrary<Action>[] = [
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('item'), at, amount: fc.integer({ min: -3_000, max: 9_000 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('invoice'), at, advances: fc.boolean() }),
  },
  { weight: 2, arbitrary: one('finalize') },
  { weight: 2, arbitrary: one('pay') },
  { weight: 1, arbitrary: one('payOutOfBand') },
  { weight: 1, arbitrary: one('void') },
  { weight: 1, arbitrary: one('uncollectible') },
  { weight: 2, arbitrary: refund },
  { weight: 4, arbitrary: creditNote },
];

const anyAction: fc.Arbitrary<Action> = fc.oneof(
  { weight: 1, arbitrary: customer },
  { weight: 1, arbitrary: one('deleteCustomer') },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('card'), at, card: fc.constantFrom(...CARDS) }) },
  { weight: 2, arbitrary: subscribe },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('change'),
      at,
      price,
      quantity,
      behavior: fc.constantFrom('create_prorations', 'always_invoice', 'none'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel'), at, atPeriodEnd: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('usage'),
      at,
      value: fc.integer({ min: 0, max: 5_000 }),
      identifier: fc.option(fc.nat(3)),
    }),
  },
  ...invoiceActions,
  ...intentActions,
  { weight: 1, arbitrary: one('repeat') },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait'), hours: fc.constantFrom(1, 2, 30, 24 * 16) }),
  },
);

/** A story that starts with a customer who subscribes, so that there is something to act on, and that may end with a customer who goes. */
export const story: fc.Arbitrary<Action[]> = fc
  .tuple(
    customer,
    subscribe,
    fc.array(anyAction, { minLength: 5, maxLength: 25 }),
    fc.option(one('deleteCustomer')),
  )
  .map(([first, second, rest, last]) => [first, second, ...rest, ...(last ? [last] : [])]);

/** Payments that are captured by hand, of a customer or of nobody, and nothing else. */
export const intentStory: fc.Arbitrary<Action[]> = fc
  .tuple(fc.option(customer), fc.array(fc.oneof(...intentActions), { minLength: 5, maxLength: 20 }))
  .map(([first, rest]) => [...(first ? [first] : []), ...rest]);

/** On the one invoice that there is. */
const itsOwn = <const T extends string>(kind: T) => ({ kind, at: 1 });

/** Made void once a note took some of it off, or paid and then given back twice: part of it, and what is left or more. */
const settling: fc.Arbitrary<Action[]> = fc.oneof(
  creditNote.map((note) => [itsOwn('finalize'), { ...note, at: 1 }, itsOwn('void')]),
  fc
    .tuple(refund, creditNote)
    .map(([back, note]) => [itsOwn('finalize'), itsOwn('pay'), back, { ...note, at: 1 }]),
  creditNote.map((note) => [
    itsOwn('finalize'),
    itsOwn('pay'),
    { ...itsOwn('creditNote'), share: 60, back: 'out_of_band_amount' as const },
    { ...note, at: 1, share: 40 },
  ]),
);

/** A customer with a balance, and invoices that are made, paid and credited by hand. */
export const invoiceStory: fc.Arbitrary<Action[]> = fc
  .tuple(
    fc.record({
      kind: fc.constant('customer' as const),
      card: fc.constant('pm_card_visa'),
      balance: fc.constantFrom(-700, -700, 300, 0),
    }),
    fc.record({ kind: fc.constant('item' as const), at, amount: fc.integer({ min: 20, max: 9_000 }) }),
    fc.record({ kind: fc.constant('invoice' as const), at, advances: fc.boolean() }),
    settling,
    fc.array(fc.oneof(...invoiceActions), { minLength: 2, maxLength: 12 }),
  )
  .map(([customer, item, invoice, settled, rest]) => [customer, item, invoice, ...settled, ...rest]);
