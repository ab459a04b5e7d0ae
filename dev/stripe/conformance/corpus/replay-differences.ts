/** Fields of recorded answers that the stand-in leaves out on purpose. */
interface ReplayDifference {
  readonly field: RegExp;
  readonly why: string;
}

export const REPLAY_DIFFERENCES: readonly ReplayDifference[] = [
  {
    field: /\bpayment_method_options\.(?!card\b)\w+/,
    why: 'the recording account had other ways to pay switched on; here there are cards only',
  },
  {
    field: /\brendering\./,
    why: 'the recording account had set how its invoices look',
  },
  {
    field: /\bnext_action\.use_stripe_sdk\./,
    why: 'what Stripe.js needs to authenticate a card; there is no Stripe.js here',
  },
];
