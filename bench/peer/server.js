import { createServer } from 'node:http';
import { StripeSync } from '@supabase/stripe-sync-engine';

/** The peer in Node as its makers run it: one instance, a warm pool of ten connections. Prints its port. */
const sync = new StripeSync({
  poolConfig: { connectionString: process.env.DATABASE_URL, max: 10 },
  stripeSecretKey: 'sk_test_bench',
  stripeWebhookSecret: process.env.WEBHOOK_SECRET,
  autoExpandLists: false,
  backfillRelatedEntities: false,
});

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    sync.processWebhook(Buffer.concat(chunks), request.headers['stripe-signature']).then(
      () => response.writeHead(200).end('{"received":true}'),
      (error) => response.writeHead(400).end(String(error)),
    );
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
