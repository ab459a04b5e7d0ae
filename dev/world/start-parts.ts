import { join } from 'node:path';
import pg from 'pg';
import { type MailCatcher, startMailCatcher } from '../mail/start-mail-catcher.ts';
import { type NeonProxy, startNeonProxy } from '../neon-proxy/main.ts';
import { type LocalPostgres, startPostgres } from '../postgres/main.ts';
import { type StripeDoor, type StripeStandIn, startStripeStandIn } from '../stripe/main.ts';
import { DEVELOPMENT_SECRETS } from './environment.ts';
import { judgeStripe } from './judge-stripe.ts';
import type { WorldOptions } from './options.ts';
import type { StopStack } from './stack.ts';
import { WEBHOOK_EVENTS } from './webhook-events.ts';

const WEBHOOK_PATH = '/api/v1/webhooks/stripe';
const OUTSIDE_CONNECTIONS = 4;

/** Everything the Workers stand on. */
export interface Parts {
  postgres: LocalPostgres;
  /** The billing database as its owner sees it, past row-level security. */
  database: pg.Pool;
  /** The store behind the analytics replica. */
  analytics: pg.Pool;
  /** One each, so that `GET /stats` tells the Workers apart; the third serves the world itself. */
  proxies: { web: NeonProxy; cron: NeonProxy; house: NeonProxy };
  mail: MailCatcher;
  stripe: StripeStandIn;
  /** Where each Worker reaches Stripe, for the same reason. */
  stripeDoors: { web: StripeDoor; cron: StripeDoor };
}

export interface StartPartsInput {
  options: WorldOptions;
  webUrl: string;
  now: () => Date;
  stack: StopStack;
}

export async function startParts({ options, webUrl, now, stack }: StartPartsInput): Promise<Parts> {
  const { dataDir, ports, log } = options;
  const postgres = await startPostgres({ dataDir, port: ports.POSTGRES_PORT });
  stack.push('PostgreSQL', postgres.stop);
  log(`PostgreSQL   ${postgres.ownerUrl}`);
  const database = openPool(postgres.ownerUrl, stack);
  const analytics = openPool(postgres.replicaOwnerUrl, stack);

  const [web, cron, house] = await Promise.all([startProxy(), startProxy(), startProxy()]);
  log(`Neon proxy   ${web.url} (web), ${cron.url} (cron)`);

  const mail = await startMailCatcher({
    now,
    newId: () => crypto.randomUUID(),
    files: { mailbox: join(dataDir, 'mailbox.jsonl'), slack: join(dataDir, 'slack.jsonl') },
  });
  stack.push('the mail catcher', mail.close);
  log(`Mail, Slack  ${mail.url}`);

  const stripe = await startStripeStandIn({
    port: ports.STRIPE_PORT,
    now,
    databaseUrl: postgres.stripeStateUrl,
    webhookEndpoints: [
      {
        url: `${webUrl}${WEBHOOK_PATH}`,
        secret: DEVELOPMENT_SECRETS.STRIPE_WEBHOOK_SECRET,
        enabledEvents: [...WEBHOOK_EVENTS],
      },
    ],
    log,
    ...(await judgeStripe(options.stripeViolations)),
  });
  stack.push('the Stripe stand-in', stripe.close);
  const stripeDoors = { web: await stripe.openDoor(), cron: await stripe.openDoor() };
  log(`Stripe       ${stripe.url}`);
  return { postgres, database, analytics, proxies: { web, cron, house }, mail, stripe, stripeDoors };

  async function startProxy(): Promise<NeonProxy> {
    const proxy = await startNeonProxy({ postgres: { host: postgres.host, port: postgres.port } });
    stack.push('the Neon proxy', proxy.close);
    return proxy;
  }
}

function openPool(connectionString: string, stack: StopStack): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: OUTSIDE_CONNECTIONS });
  // A connection that idles while PostgreSQL goes away must not end the process.
  pool.on('error', () => undefined);
  stack.push('a database pool', () => pool.end());
  return pool;
}
