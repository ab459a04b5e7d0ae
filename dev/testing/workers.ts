import { env } from 'cloudflare:workers';
import { neon } from '@neondatabase/serverless';
import { afterEach, inject } from 'vitest';
import { type Bindings, type Runtime, runtimeOf } from '../../app/config/runtime.ts';
import { createServiceContext } from '../../app/config/service-context.ts';
import { configureProxy } from '../../app/db/client.ts';
import type { Actor } from '../../app/domain/actor.ts';
import type { ServiceContext } from '../../app/services/context.ts';
import {
  TEST_START,
  TEST_WEBHOOK_SECRET,
  type TestEnvironment,
  type WebhookDelivery,
} from './environment.ts';
import { requireLocal } from './require-local.ts';

/** This test file's own databases, Stripe and clock; made when the file is loaded. */
export const environment = await openEnvironment();

async function openEnvironment(): Promise<TestEnvironment> {
  const response = await fetch(inject('environmentsUrl'), { method: 'POST' });
  if (!response.ok) throw new Error(`no test environment: ${await response.text()}`);
  const opened = (await response.json()) as TestEnvironment;
  requireLocal(opened.ownerUrl);
  configureProxy(opened.neonProxyUrl);
  return opened;
}

/** A call that Stripe would refuse, or an answer that it would not give, fails the test in which it happened. */
afterEach(async () => {
  const violations: string[] = await (await fetch(environment.violationsUrl)).json();
  if (violations.length > 0) throw new Error(`Stripe would not have:\n${violations.join('\n')}`);
});

/** A request's time after its answer, which tests do not wait for. */
export const unwatched: Pick<ExecutionContext, 'waitUntil'> = { waitUntil: () => undefined };

export function testBindings(overrides: Record<string, string> = {}): Bindings {
  const { EVENTS_QUEUE } = env as unknown as Pick<Bindings, 'EVENTS_QUEUE'>;
  return {
    EVENTS_QUEUE,
    APP_ENV: 'test',
    APP_URL: 'https://billing.test',
    SIGN_IN_URL: '/sign-in',
    DATABASE_URL: environment.databaseUrl,
    REPLICA_DATABASE_URL: environment.replicaUrl,
    STRIPE_SECRET_KEY: 'sk_test_workers',
    STRIPE_PUBLISHABLE_KEY: 'pk_test_workers',
    STRIPE_WEBHOOK_SECRET: TEST_WEBHOOK_SECRET,
    JWT_SECRET: 'test-jwt-secret-not-for-production-012345',
    JWT_ISSUER: 'apex-console',
    JWT_AUDIENCE: 'apex-billing',
    CSRF_SECRET: 'test-csrf-secret-not-for-production',
    RESEND_API_KEY: 're_test',
    EMAIL_FROM: 'billing@apexmediation.example',
    BILLING_ENABLED: 'true',
    NEXT_PUBLIC_BILLING_ENABLED: 'true',
    DEV_NEON_PROXY_URL: environment.neonProxyUrl,
    DEV_CLOCK_URL: environment.clockUrl,
    DEV_STRIPE_URL: environment.stripeUrl,
    ...overrides,
  };
}

export function testRuntime(overrides: Record<string, string> = {}): Runtime {
  return runtimeOf(testBindings(overrides));
}

export interface TestContextOptions<A extends Actor> {
  actor?: A;
  now?: Date;
  runtime?: Runtime;
}

/** A service context; by default the system acts, at the instant where the environment's clock starts. */
export function testContext<A extends Actor = Extract<Actor, { kind: 'system' }>>({
  actor = { kind: 'system', name: 'test' } as A,
  now = new Date(TEST_START),
  runtime = testRuntime(),
}: TestContextOptions<A> = {}): ServiceContext & { readonly actor: A } {
  return createServiceContext(runtime, { actor, now, requestId: crypto.randomUUID() });
}

export function publisherActor(customer: TestCustomer): Extract<Actor, { kind: 'publisher' }> {
  return {
    kind: 'publisher',
    id: `user_${customer.id}`,
    email: customer.email,
    name: customer.name,
    role: 'publisher',
    customerId: customer.id,
    locale: customer.locale,
  };
}

export function staffActor(role: 'admin' | 'readonly' = 'admin'): Extract<Actor, { kind: 'staff' }> {
  return { kind: 'staff', id: `user_${role}`, email: `${role}@apex.test`, name: role, role, locale: 'en-US' };
}

type Row = Record<string, unknown>;

/** Runs as the owner, whom row-level security does not bind: for arranging a test and for looking at what it did. */
export async function ownerSql<T extends Row = Row>(
  query: string,
  params: readonly unknown[] = [],
): Promise<T[]> {
  return (await neon(environment.ownerUrl).query(query, [...params])) as T[];
}

/** The same on the analytics database, whose source table production only reads through its view. */
export async function replicaSql<T extends Row = Row>(
  query: string,
  params: readonly unknown[] = [],
): Promise<T[]> {
  return (await neon(environment.replicaOwnerUrl).query(query, [...params])) as T[];
}

export interface TestCustomer {
  id: string;
  email: string;
  name: string;
  currency: string;
  locale: string;
  country: string;
  stripeCustomerId: string | null;
}

/** A tenant of this test's own: only the row, without a subscription. `createCustomer` makes a whole one. */
export async function insertTestCustomer(overrides: Partial<TestCustomer> = {}): Promise<TestCustomer> {
  const id = crypto.randomUUID();
  const customer: TestCustomer = {
    id,
    email: `${id}@publisher.test`,
    name: 'Test Publisher',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
    stripeCustomerId: null,
    ...overrides,
  };
  await ownerSql(
    `INSERT INTO customers (id, email, name, currency, locale, country, stripe_customer_id, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)`,
    [
      customer.id,
      customer.email,
      customer.name,
      customer.currency,
      customer.locale,
      customer.country,
      customer.stripeCustomerId,
      TEST_START,
    ],
  );
  return customer;
}

/** Moves this file's time on; Stripe renews, invoices and delivers what falls due by then. Never back. */
export async function advanceClock(to: Date): Promise<void> {
  const response = await fetch(environment.clockUrl, {
    method: 'POST',
    body: JSON.stringify({ to: to.toISOString() }),
  });
  if (!response.ok) throw new Error(await response.text());
}

/** A minute passes: Stripe counts the meter events that it has accepted. */
export async function letMetersCount(): Promise<void> {
  const { now } = (await (await fetch(environment.clockUrl)).json()) as { now: string };
  await advanceClock(new Date(Date.parse(now) + 60_000));
}

/** From now on this file's Stripe fails like this; `{}` ends it. */
export async function setStripeFaults(faults: Record<string, number>): Promise<void> {
  const response = await fetch(environment.faultsUrl, { method: 'POST', body: JSON.stringify(faults) });
  if (!response.ok) throw new Error(await response.text());
}

/** Every webhook that Stripe has sent in this environment so far, oldest first, but for the first `from`. */
export async function stripeDeliveries(from = 0): Promise<WebhookDelivery[]> {
  const response = await fetch(`${environment.deliveriesUrl}?from=${from}`);
  return response.json();
}
