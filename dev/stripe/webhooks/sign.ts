import { createHmac } from 'node:crypto';

/** The `Stripe-Signature` header of one delivery: made anew each time, at the time of sending. */
export function signatureHeader(body: string, secret: string, at: number): string {
  const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
  return `t=${at},v1=${signature}`;
}
