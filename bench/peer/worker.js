import { StripeSync } from '@supabase/stripe-sync-engine';

/** The peer inside workerd: a Worker may not share a connection between requests, so each has an instance of its own. */
export default {
  async fetch(request, env, execution) {
    const sync = new StripeSync({
      poolConfig: { connectionString: env.DATABASE_URL, max: 1 },
      stripeSecretKey: 'sk_test_bench',
      stripeWebhookSecret: env.WEBHOOK_SECRET,
      autoExpandLists: false,
      backfillRelatedEntities: false,
    });
    try {
      const body = new TextDecoder().decode(await request.arrayBuffer());
      await sync.processWebhook(body, request.headers.get('stripe-signature'));
      return new Response('{"received":true}');
    } catch (error) {
      return new Response(String(error), { status: 400 });
    } finally {
      execution.waitUntil(sync.postgresClient.pool.end());
    }
  },
};
