import type { Metric } from '../../../app/domain/metric.ts';
import type { ServiceContext } from '../../../app/services/context.ts';
import { createCustomer } from '../../../app/services/customers/create-customer.ts';
import { setReplicaRows } from '../usage.ts';
import { ownerSql } from '../workers.ts';

export interface Publisher {
  name: string;
  customerId: string;
  stripeCustomerId: string;
  stripeSubscriptionId: string;
  subscriptionId: string;
}

export async function makePublisher(
  ctx: ServiceContext,
  { name, withoutCard = false }: { name: string; withoutCard?: boolean | undefined },
): Promise<Publisher> {
  const created = await createCustomer(ctx, {
    email: `${name.replace(/\W+/g, '-')}@publisher.test`,
    name,
    planId: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
    paymentMethod: withoutCard ? null : 'pm_card_visa',
  });
  const [row] = await ownerSql<{ id: string }>('SELECT id FROM subscriptions WHERE customer_id = $1', [
    created.customerId,
  ]);
  return { name, ...created, subscriptionId: row?.id ?? '' };
}

export function hourOf(day: string, hour: number): string {
  return `${day}T${String(hour).padStart(2, '0')}:00:00.000Z`;
}

/** 300,000 impressions in each of two hours, calls and bytes beside them. */
export async function addUsage(
  publishers: readonly Publisher[],
  day: string,
  updatedAt: string,
): Promise<void> {
  const quantities: Record<Metric, number> = {
    impressions: 300_000,
    api_calls: 40_000,
    data_transfer_bytes: 7_000_000_000,
  };
  await setReplicaRows(
    publishers.flatMap(({ customerId }) =>
      Object.entries(quantities).flatMap(([metric, quantity]) =>
        [2, 5].map((hour) => ({ customerId, metric, hour: hourOf(day, hour), quantity, updatedAt })),
      ),
    ),
  );
}
