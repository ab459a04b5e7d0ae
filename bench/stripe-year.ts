import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { type Account, type Control, createControl } from '../dev/testing/control.ts';
import { pickWorldPorts, startWorldProcess } from '../dev/testing/world-process.ts';
import { DEVELOPMENT_SECRETS } from '../dev/world/environment.ts';
import { type BenchResult, figure } from './result.ts';

const SUBSCRIPTIONS = 50;
const MONTHS = 12;
/** Twice what Starter includes, so that each invoice has overage. */
const IMPRESSIONS = 2_000_000;
const AT_ONCE = 8;

/**
 * The year of the stand-in's own benchmark with the whole product listening: each webhook goes through the web Worker
 * into the database, each job of cron runs, usage is synced and reported, invoices are mirrored, mails are written.
 */
export async function benchStripeYear(): Promise<BenchResult[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-year-'));
  const world = await startWorldProcess({
    script: 'e2e/fixtures/steady-world.ts',
    dataDir: join(folder, '.data'),
    seed: 'empty',
    ports: await pickWorldPorts(),
  });
  try {
    const control = createControl(world.addresses.controlUrl);
    const accounts = await subscribe(control);
    await control.settle();
    const startedAt = performance.now();
    for (let month = 0; month < MONTHS; month += 1) await liveThroughMonth(control, accounts);
    await control.settle();
    const seconds = (performance.now() - startedAt) / 1000;
    const title = `${SUBSCRIPTIONS} subscriptions × ${MONTHS} months, both Workers and cron`;
    return [
      figure(title, seconds, 's'),
      figure('renewals paid in it', await countRenewals(world.addresses.stripeUrl), 'invoices'),
    ];
  } finally {
    await world.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function subscribe(control: Control): Promise<Account[]> {
  const accounts: Account[] = [];
  for (let first = 0; first < SUBSCRIPTIONS; first += AT_ONCE) {
    const numbers = Array.from(
      { length: Math.min(AT_ONCE, SUBSCRIPTIONS - first) },
      (_, index) => first + index,
    );
    const made = numbers.map((number) =>
      control.createAccount({
        email: `year-${number}@bench.test`,
        name: `Publisher ${number}`,
        plan_type: 'starter',
        currency: 'usd',
        locale: 'en-US',
        country: 'US',
      }),
    );
    accounts.push(...(await Promise.all(made)));
  }
  return accounts;
}

async function liveThroughMonth(control: Control, accounts: readonly Account[]): Promise<void> {
  const now = await control.now();
  const hour = new Date(Math.floor(now.getTime() / 3_600_000) * 3_600_000).toISOString();
  const quantity = IMPRESSIONS;
  await control.setUsage(
    accounts.map(({ customer_id }) => ({ customer_id, metric: 'impressions', hour, quantity })),
  );
  const next = new Date(now);
  next.setUTCMonth(next.getUTCMonth() + 1);
  await control.advanceTo(next);
}

async function countRenewals(stripeUrl: string): Promise<number> {
  const { hostname, port } = new URL(stripeUrl);
  const stripe = new Stripe(DEVELOPMENT_SECRETS.STRIPE_SECRET_KEY, {
    host: hostname,
    port,
    protocol: 'http',
    telemetry: false,
  });
  const paid = await stripe.invoices
    .list({ status: 'paid', limit: 100 })
    .autoPagingToArray({ limit: SUBSCRIPTIONS * (MONTHS + 1) });
  return paid.filter((invoice) => invoice.billing_reason === 'subscription_cycle').length;
}
