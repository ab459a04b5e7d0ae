import { z } from 'zod';
import { createLogger } from '../app/config/logger.ts';
import { createDatabase } from '../app/db/client.ts';
import { isBillingError } from '../app/domain/errors.ts';
import { provisionCatalog } from '../app/services/catalog/provision-catalog.ts';
import { createStripeClient } from '../app/stripe/client.ts';

const environmentSchema = z.object({
  STRIPE_SECRET_KEY: z
    .string({ error: 'is not set' })
    .regex(/^(sk|rk)_(test|live)_/, 'must be a Stripe secret key'),
  DATABASE_URL: z.string({ error: 'is not set' }).startsWith('postgres', 'must be a PostgreSQL URL'),
  DEV_STRIPE_URL: z.url('must be a URL').optional(),
  DEV_NEON_PROXY_URL: z.url('must be a URL').optional(),
});

async function main(): Promise<void> {
  const environment = environmentSchema.safeParse(process.env);
  if (!environment.success) {
    for (const { path, message } of environment.error.issues) console.error(`${path.join('.')} ${message}`);
    process.exitCode = 1;
    return;
  }
  const env = environment.data;
  const result = await provisionCatalog({
    actor: { kind: 'system', name: 'stripe:provision' },
    now: new Date(),
    requestId: crypto.randomUUID(),
    db: createDatabase({ connectionString: env.DATABASE_URL, proxyUrl: env.DEV_NEON_PROXY_URL }),
    stripe: createStripeClient(env),
    origin: { ip: null, userAgent: null },
    logger: createLogger({ command: 'stripe:provision' }),
    newId: () => crypto.randomUUID(),
  });
  if (result.prices.length === 0 && result.meters.length === 0) {
    console.log('The catalog is complete; nothing was missing.');
    return;
  }
  for (const metric of result.meters) console.log(`meter ${metric}`);
  for (const lookupKey of result.prices) console.log(`price ${lookupKey}`);
}

try {
  await main();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  console.error(`The catalog could not be provisioned: ${message}`);
  if (!isBillingError(error) && error instanceof Error && error.cause) console.error(String(error.cause));
  process.exitCode = 1;
}
