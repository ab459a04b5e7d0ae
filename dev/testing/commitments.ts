import type { Metric } from '../../app/domain/metric.ts';
import type { PlanId } from '../../app/domain/plan-id.ts';
import type { ServiceContext } from '../../app/services/context.ts';
import { type CreatedCustomer, createCustomer } from '../../app/services/customers/create-customer.ts';
import type { PlanTermsInput } from '../../app/services/plans/plan-terms-input.ts';
import { getUsageOverview } from '../../app/services/usage/get-usage-overview.ts';
import { createJobContext } from '../../workers/jobs/job-context.ts';
import { trueUpInvoicesDue } from '../../workers/jobs/true-up-invoices-due.ts';
import { settleWebhooks } from './deliver-webhooks.ts';
import { runTestSync, setReplicaRows } from './usage.ts';
import { advanceClock, staffActor, testContext, testRuntime } from './workers.ts';

/** $200.00 a month and $0.10 a thousand impressions, $500.00 at least. Everybody's first period: 15 April to 15 May. */
export const TERMS: PlanTermsInput = {
  version: 1,
  baseFeeMinor: '20000',
  metered: {
    impressions: { kind: 'graduated', tiers: [{ upTo: null, unitAmount: '0.01' }] },
    api_calls: { kind: 'graduated', tiers: [{ upTo: null, unitAmount: '0.01' }] },
    data_transfer_bytes: { kind: 'package', size: '1000000000', amount: '1', round: 'up' },
  },
  minimumCommitmentMinor: '50000',
};
export const MILLION = 1_000_000;
const MINUTE_MS = 60_000;

const publishers = new Map<string, CreatedCustomer>();
let now = new Date('2026-04-16T00:05:00.000Z');

/** The system, now or then. */
export function at(instant = now): ServiceContext {
  return testContext({ now: instant });
}

export function of(name: string): CreatedCustomer {
  const found = publishers.get(name);
  if (found === undefined) throw new Error(`no publisher ${name}`);
  return found;
}

export async function addPublisher(
  name: string,
  { planId = 'growth', terms }: { planId?: PlanId; terms?: PlanTermsInput },
): Promise<void> {
  const created = await createCustomer(testContext(), {
    email: `${name}@publisher.test`,
    name,
    planId,
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
    paymentMethod: 'pm_card_visa',
    ...(terms && { terms }),
  });
  publishers.set(name, created);
}

/** Our clock alone. */
export function setTime(to: Date): void {
  now = to;
}

/** Time and Stripe up to an instant, our mirror with them unless it lags. */
export async function goTo(to: Date, { isMirrored = true } = {}): Promise<void> {
  await advanceClock(to);
  now = to;
  if (isMirrored) await settleWebhooks(at());
}

export type UsedHour = readonly [name: string, hour: string, quantity: number, metric?: Metric];

export async function setHours(rows: readonly UsedHour[]): Promise<void> {
  await setReplicaRows(
    rows.map(([name, hour, quantity, metric = 'impressions']) => ({
      customerId: of(name).customerId,
      metric,
      hour,
      quantity,
      updatedAt: new Date(now.getTime() - MINUTE_MS).toISOString(),
    })),
  );
  await runTestSync(at());
}

/** What the minutely job does of true-ups. */
export function sweep() {
  const ctx = createJobContext(testRuntime(), { name: 'events', jobRunId: crypto.randomUUID(), now });
  return trueUpInvoicesDue(ctx);
}

export async function overviewOf(name: string, instant?: Date) {
  const ctx = testContext({ now, actor: staffActor('readonly') });
  return getUsageOverview(ctx, { customerId: of(name).customerId, ...(instant && { at: instant }) });
}
