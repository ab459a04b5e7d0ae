import Stripe from 'stripe';
import type { Store } from './state/store.ts';

/** The one version it speaks: that of the installed stripe-node. */
export const API_VERSION = Stripe.API_VERSION;

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly country: string;
  /** Stripe's own dunning; off when the merchant runs its own. */
  readonly automaticRetries: boolean;
  /** How long after its acceptance a meter event is counted. */
  readonly meterLagSeconds: number;
}

/** What a call or a timer works with: its state, its instant in unix seconds, and who caused it. */
export interface Context {
  readonly store: Store;
  readonly account: Account;
  readonly now: number;
  readonly request: { readonly id: string; readonly idempotencyKey: string | null } | null;
}
