import type { CreateCustomerInput } from '../../app/services/customers/create-customer-input.ts';
import type { JobName } from '../../app/services/jobs/job-name.ts';
import type { Timekeeper } from '../clock/timekeeper.ts';
import type { VirtualClock } from '../clock/virtual-clock.ts';
import { DEMO_ACCOUNTS } from './accounts.ts';
import type { DemoTraffic } from './demo-traffic.ts';
import { cardChangesAt, firstBillLookedAt, joinedAt } from './joining.ts';

const RECENT_MS = 35 * 86_400_000;
/** Before that, in the months that nobody looks at closely. */
const DAYS_BETWEEN_OLD_JOBS = 4;
/** They compare with Stripe what nothing in the demo's past makes differ. */
const COMPARING_JOBS: readonly JobName[] = ['rating-check', 'webhook-sweep'];

export interface SeedDemoOptions {
  madeAt: Date;
  clock: VirtualClock;
  timekeeper: Timekeeper;
  traffic: DemoTraffic;
  createCustomer(input: CreateCustomerInput): Promise<{ customerId: string; stripeCustomerId: string }>;
  replaceCard(stripeCustomerId: string, paymentMethod: string): Promise<void>;
  releaseParkedInvoices(): Promise<number>;
  onProgress(now: Date, what: string): void;
}

/** When the world's history begins. */
export function firstJoinedAt(madeAt: Date): Date {
  return new Date(Math.min(...DEMO_ACCOUNTS.map((account) => joinedAt(account, madeAt).getTime())));
}

/**
 * Lives through the demo's months as the product would: publishers join, traffic arrives, usage is synced and
 * reported, Stripe renews, invoices, charges and tells. Ends when the last of it happened.
 */
export async function seedDemo(options: SeedDemoOptions): Promise<void> {
  const { madeAt, clock, timekeeper, traffic } = options;
  const stripeCustomers = new Map<string, string>();
  const happenings = DEMO_ACCOUNTS.flatMap((account) => {
    const { customer, cardForLastRenewal } = account;
    const joining = {
      at: joinedAt(account, madeAt),
      what: `${customer.name} joins on ${customer.planId}`,
      async happen() {
        const { customerId, stripeCustomerId } = await options.createCustomer(customer);
        stripeCustomers.set(customer.email, stripeCustomerId);
        traffic.join(customer.email, customerId, clock.now());
      },
    };
    const firstBill = {
      at: firstBillLookedAt(account, madeAt),
      what: `an admin looks at the first bill of ${customer.name}`,
      async happen() {
        await options.releaseParkedInvoices();
      },
    };
    const happened = [joining, firstBill].filter(({ at }) => at <= madeAt);
    if (cardForLastRenewal === undefined) return happened;
    const cardChange = {
      at: cardChangesAt(account, madeAt),
      what: `${customer.name} changes its card`,
      happen: () => options.replaceCard(stripeCustomers.get(customer.email) ?? '', cardForLastRenewal),
    };
    return [...happened, cardChange];
  }).sort((a, b) => a.at.getTime() - b.at.getTime());

  const recentFrom = new Date(madeAt.getTime() - RECENT_MS);
  const past = { everyDays: DAYS_BETWEEN_OLD_JOBS, onlyLast: COMPARING_JOBS };
  for (const { at, what, happen } of happenings) {
    if (at <= recentFrom) {
      await timekeeper.advance(at, { ...past, atEnd: happen });
    } else {
      if (clock.now() < recentFrom) await timekeeper.advance(recentFrom, past);
      await timekeeper.advance(at, { onlyLast: COMPARING_JOBS, atEnd: happen });
    }
    options.onProgress(at, what);
  }
}
