export const PAYMENT_STATES = ['pending', 'succeeded', 'failed'] as const;
export type PaymentState = (typeof PAYMENT_STATES)[number];

/** A charge waits for its bank at most once: what has succeeded or failed stays so. */
export function canPaymentMove(from: PaymentState, to: PaymentState): boolean {
  return from === to || from === 'pending';
}

export function isPaymentState(value: string): value is PaymentState {
  return (PAYMENT_STATES as readonly string[]).includes(value);
}
