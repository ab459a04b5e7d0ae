/** What one test file has to itself: databases, a Stripe stand-in and a clock that both Stripe and the Workers go by. */
export interface TestEnvironment {
  databaseUrl: string;
  ownerUrl: string;
  replicaUrl: string;
  replicaOwnerUrl: string;
  neonProxyUrl: string;
  stripeUrl: string;
  clockUrl: string;
  deliveriesUrl: string;
  violationsUrl: string;
  /** Takes the faults of this environment's Stripe. */
  faultsUrl: string;
}

/** A webhook that the stand-in sent: the raw body and its true signature, to be handed to the Worker as often as wanted. */
export interface WebhookDelivery {
  body: string;
  signature: string;
}

/** Where every test environment's clock starts: a Wednesday, in the middle of a month. */
export const TEST_START = '2026-04-15T12:00:00.000Z';

export const TEST_WEBHOOK_SECRET = 'whsec_test_not_for_production';

declare module 'vitest' {
  export interface ProvidedContext {
    environmentsUrl: string;
    /** Of the simulated year; `YEAR_SEED` sets another. */
    yearSeed: number;
    simulation: { seeds: number[]; customers: number; months: number };
  }
}
