import { beforeAll, expect, it } from 'vitest';
import { deliver, newDeliveries } from '../../../dev/testing/deliver-webhooks.ts';
import { dyingDatabase } from '../../../dev/testing/dying-database.ts';
import { ownerSql, testContext } from '../../../dev/testing/workers.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import { createCustomer } from '../customers/create-customer.ts';
import { LEASE_MS } from '../mirror/lease.ts';
import { processEvents } from './process-events.ts';

const ctx = testContext();
const afterTheLease = { ...ctx, now: new Date(ctx.now.getTime() + LEASE_MS) };
const MOST_TRIPS = 60;

beforeAll(async () => {
  await provisionCatalog(ctx);
});

async function deliverFirstMonth(): Promise<string> {
  const { customerId } = await createCustomer(ctx, {
    email: `${crypto.randomUUID()}@killed.test`,
    name: 'Killed',
    planId: 'growth',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
    paymentMethod: 'pm_card_visa',
  });
  for (const delivery of await newDeliveries()) await deliver(delivery);
  return customerId;
}

/** What belongs together and is not there together; there must never be any of it, not even for a moment. */
function torn(customerId: string) {
  return ownerSql(
    `SELECT i.stripe_invoice_id FROM invoices i
      WHERE i.customer_id = $1
        AND (NOT EXISTS (SELECT FROM invoice_line_items l WHERE l.invoice_id = i.id)
          OR i.status = 'paid' AND NOT EXISTS (SELECT FROM payments p WHERE p.invoice_id = i.id)
          OR NOT EXISTS (SELECT FROM billing_audit a WHERE a.object_id = i.id::text))
     UNION ALL
     SELECT s.stripe_subscription_id FROM subscriptions s
      WHERE s.customer_id = $1 AND NOT EXISTS (SELECT FROM subscription_items t WHERE t.subscription_id = s.id)
     UNION ALL
     SELECT e.dedupe_key FROM events e
      WHERE e.status = 'done' AND e.outcome = 'applied' AND e.lease_token IS NOT NULL`,
    [customerId],
  );
}

it.each(['before', 'after'] as const)(
  'killed %s any of its trips to the database, a processor leaves nothing torn, and the next one ends it once',
  async (moment) => {
    let reached = 0;
    for (let trip = 1; trip <= MOST_TRIPS; trip += 1) {
      await ownerSql('TRUNCATE stripe_webhook_events, events, object_leases');
      const customerId = await deliverFirstMonth();
      const { database, died } = dyingDatabase(ctx.db, { trip, moment });
      await processEvents({ ...ctx, db: database }).catch(() => undefined);
      expect(await torn(customerId), `trip ${trip}`).toEqual([]);
      const rest = await processEvents(afterTheLease);
      expect(rest.failed + rest.deferred + rest.dead, `trip ${trip}`).toBe(0);
      expect(await ownerSql("SELECT dedupe_key FROM events WHERE status <> 'done'"), `trip ${trip}`).toEqual(
        [],
      );
      expect(await torn(customerId)).toEqual([]);
      const [mirror] = await ownerSql(
        `SELECT i.status AS invoice, p.status AS payment, s.status AS subscription
           FROM invoices i JOIN payments p ON p.invoice_id = i.id JOIN subscriptions s ON s.id = i.subscription_id
          WHERE i.customer_id = $1`,
        [customerId],
      );
      expect(mirror).toEqual({ invoice: 'paid', payment: 'succeeded', subscription: 'active' });
      const twice = await ownerSql(
        `SELECT action FROM billing_audit WHERE customer_id = $1 AND before IS NULL
          GROUP BY action, object_id HAVING count(*) > 1`,
        [customerId],
      );
      expect(twice, `trip ${trip}`).toEqual([]);
      if (!died()) break;
      reached = trip;
    }
    expect(reached).toBeGreaterThan(5);
    expect(reached).toBeLessThan(MOST_TRIPS);
  },
);
