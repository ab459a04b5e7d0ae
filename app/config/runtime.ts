import { createDatabase, type Database } from '../db/client.ts';
import { createStripeClient, type StripeClient } from '../stripe/client.ts';
import { type Clock, createClock } from './clock.ts';
import { type Environment, parseEnvironment } from './env.ts';
import { type Flags, readFlags } from './flags.ts';
import { shareCalls } from './share-calls.ts';

/** What both Workers are bound to, beside the plain variables that `parseEnvironment` checks. */
export interface Bindings {
  [name: string]: unknown;
  /** Wakes the consumer in the cron Worker; the work itself is in PostgreSQL. */
  EVENTS_QUEUE: Queue<WakeMessage>;
  /** Static files; the web Worker only. */
  ASSETS?: Fetcher;
}

/** A queue message carries no work, only which queue of PostgreSQL to look at. */
export type WakeMessage =
  | { look: 'events' | 'usage-outbox' | 'reconciliation' | 'true-ups' | 'invoice-reviews' | 'job-requests' }
  | { look: 'usage-shard'; jobRunId: string; shard: number };

/**
 * Clients and configuration of one Worker. None of them holds a connection: each call opens its own, because requests
 * may not share them.
 */
export interface Runtime {
  env: Environment;
  flags: Flags;
  clock: Clock;
  db: Database;
  replica: Database;
  /** Made when it is first asked for: most requests never are about Stripe. */
  readonly stripe: StripeClient;
  wake(message: WakeMessage): Promise<void>;
  /** Wakes whoever works through the events; calls within a fifth of a second share a message. */
  wakeForEvents(): Promise<void>;
}

/** A burst of events is one piece of work: the consumer need not be told of each, and each telling is paid for. */
const WAKINGS_APART_MS = 200;

/** A Worker's bindings never change, so they are checked once and not at each request. */
const runtimes = new WeakMap<Bindings, Runtime>();

/** The runtime of these bindings. Throws a `ConfigurationError` that names everything missing or malformed. */
export function runtimeOf(bindings: Bindings): Runtime {
  const known = runtimes.get(bindings);
  if (known !== undefined) return known;
  const runtime = createRuntime(bindings);
  runtimes.set(bindings, runtime);
  return runtime;
}

function createRuntime(bindings: Bindings): Runtime {
  const env = parseEnvironment(bindings);
  const proxyUrl = env.DEV_NEON_PROXY_URL;
  let stripe: StripeClient | undefined;
  async function wake(message: WakeMessage): Promise<void> {
    await bindings.EVENTS_QUEUE.send(message);
  }
  return {
    env,
    flags: readFlags(env),
    clock: createClock(env),
    db: createDatabase({ connectionString: env.DATABASE_URL, proxyUrl }),
    replica: createDatabase({ connectionString: env.REPLICA_DATABASE_URL, proxyUrl }),
    get stripe() {
      stripe ??= createStripeClient(env);
      return stripe;
    },
    wake,
    wakeForEvents: shareCalls(() => wake({ look: 'events' }), { apartMs: WAKINGS_APART_MS }),
  };
}
