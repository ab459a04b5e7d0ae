import Stripe from 'stripe';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type StrictStandIn, startStrictStandIn } from '../conformance/strict-stand-in.ts';
import type { StripeStandInOptions } from '../main.ts';

export const START = new Date('2026-01-15T00:00:00Z');

export interface StripeWorld {
  readonly stripe: Stripe;
  readonly standIn: StrictStandIn;
  now(): Date;
  seconds(): number;
  /** Moves the clock to each thing that is due on the way, and at last to the given time. */
  advanceTo(iso: string): Promise<void>;
  /** The same for a minute: as long as Stripe may take to count a meter event. */
  passMinute(): Promise<void>;
}

/** A judged stand-in and stripe-node for a test file: everything that passes between them is checked after each test. */
export function stripeWorld(
  options: Partial<Omit<StripeStandInOptions, 'port' | 'now' | 'observe'>> = {},
): StripeWorld {
  let now = START;
  let standIn: StrictStandIn | undefined;
  let stripe: Stripe | undefined;
  const running = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('the stand-in runs only within tests');
    return value;
  };
  beforeAll(async () => {
    standIn = await startStrictStandIn({ now: () => now, ...options });
    stripe = createStripe(standIn.url);
  });
  beforeEach(async () => {
    now = START;
    await running(standIn).reset();
  });
  afterEach(async () => {
    await running(standIn).runDue();
    running(standIn).expectNoViolations();
  });
  afterAll(() => standIn?.close());
  async function advanceTo(target: Date): Promise<void> {
    for (let due = running(standIn).nextDueAt(); due && due <= target; due = running(standIn).nextDueAt()) {
      if (due > now) now = due;
      await running(standIn).runDue();
    }
    now = target;
    await running(standIn).runDue();
  }
  return {
    get stripe() {
      return running(stripe);
    },
    get standIn() {
      return running(standIn);
    },
    now: () => now,
    seconds: () => Math.floor(now.getTime() / 1000),
    advanceTo: (iso) => advanceTo(new Date(iso)),
    passMinute: () => advanceTo(new Date(now.getTime() + 60_000)),
  };
}

export function createStripe(url: string): Stripe {
  const { hostname, port } = new URL(url);
  return new Stripe('sk_test_dev', {
    host: hostname,
    port,
    protocol: 'http',
    telemetry: false,
    maxNetworkRetries: 0,
  });
}

/** What a refused call was refused with. */
export async function refusal(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error('the call was not refused');
}
