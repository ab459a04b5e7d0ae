import { runTimer } from './billing/run-timer.ts';
import type { Account, Context } from './context.ts';
import { handleDashboard, isDashboard } from './dashboard/handle-dashboard.ts';
import { type Faults, requireFaults, strikes } from './faults.ts';
import { ROUTES } from './resources/index.ts';
import { createEndpoint } from './resources/webhook-endpoints.ts';
import { type ApiRequest, answer, errorBody } from './server/api.ts';
import { type HttpAnswer, listen } from './server/http-server.ts';
import { Idempotency } from './server/idempotency.ts';
import { Router } from './server/router.ts';
import { StateDatabase } from './state/database.ts';
import { Store } from './state/store.ts';
import { nextTimer } from './state/timers.ts';
import { Deliveries } from './webhooks/deliver.ts';

export type { Faults } from './faults.ts';

export interface StripeStandInOptions {
  readonly port: number;
  /** The world's clock; the stand-in knows no other. */
  readonly now: () => Date;
  /** A database of its own, where its state outlives the process; without it, memory only. */
  readonly databaseUrl?: string;
  readonly webhookEndpoints?: readonly { url: string; secret: string; enabledEvents: readonly string[] }[];
  /** Stripe's own dunning. */
  readonly automaticRetries?: boolean;
  readonly account?: { readonly name: string; readonly country: string };
  readonly log?: (line: string) => void;
  /** Sees every call and its answer. */
  readonly observe?: (exchange: Exchange) => void;
}

/** One call and its answer, as they went over the wire. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly requestBody: string;
  readonly status: number;
  readonly responseBody: string;
}

export interface StripeStandIn {
  readonly url: string;
  /** When something next happens by itself: a renewal, a finalisation, a retry, a webhook. */
  nextDueAt(): Date | null;
  /** Does everything that is due by now, in order, and delivers its webhooks. */
  runDue(): Promise<void>;
  /** What is due now and not yet done. */
  outstanding(): { what: string; count: number }[];
  setFaults(faults: Faults): void;
  /**
   * While on, calls are answered before their changes are written, and `runDue` writes them: for a history that is made
   * anew when it is cut off. Turning it off resolves when everything is written.
   */
  setWriteBehind(on: boolean): Promise<void>;
  /** Calls answered since the start. */
  requestCount(): number;
  /** Another address of the same Stripe, counting its own calls, so that callers can be told apart. */
  openDoor(): Promise<StripeDoor>;
  /** Forgets everything but the webhook endpoints it was started with. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export interface StripeDoor {
  readonly url: string;
  requestCount(): number;
}

const ACCOUNT_ID = 'acct_1ApexMediation000';

export async function startStripeStandIn(options: StripeStandInOptions): Promise<StripeStandIn> {
  const log = options.log ?? (() => undefined);
  const store = new Store();
  const database =
    options.databaseUrl === undefined ? null : await StateDatabase.open(options.databaseUrl, store);
  let writeBehind = false;
  const write = async () => {
    if (database) await database.flush();
    else store.takeChanges();
  };
  const flush = async () => {
    if (!writeBehind) await write();
  };
  const account: Account = {
    id: ACCOUNT_ID,
    name: options.account?.name ?? 'ApexMediation',
    country: options.account?.country ?? 'US',
    automaticRetries: options.automaticRetries ?? false,
  };
  const now = () => Math.floor(options.now().getTime() / 1000);
  const contextAt = (at: number, request: Context['request']): Context => ({
    store,
    account,
    now: at,
    request,
  });
  let faults: Faults = {};
  let requests = 0;
  const attempts = new Map<string, number>();
  const deliveries = new Deliveries({ store, now, faults: () => faults, flush });
  const idempotency = new Idempotency(store);
  const api = {
    store,
    router: new Router(ROUTES),
    idempotency,
    contextAt: (request: Context['request']) => contextAt(now(), request),
    flush,
    log,
  };

  await configureEndpoints();

  async function configureEndpoints(): Promise<void> {
    const ctx = contextAt(now(), null);
    for (const [index, given] of (options.webhookEndpoints ?? []).entries()) {
      const metadata = { configured: String(index) };
      const found = [...store.webhookEndpoints.values()].find(
        (endpoint) => endpoint.metadata.configured === metadata.configured,
      );
      if (found) {
        store.webhookEndpoints.put({
          ...found,
          url: given.url,
          secret: given.secret,
          enabled_events: [...given.enabledEvents],
        });
      } else createEndpoint(ctx, { ...given, metadata });
    }
    await flush();
  }

  function pump(): void {
    deliveries
      .deliverDue()
      .catch((error: unknown) => log(`Stripe stand-in: delivering failed: ${String(error)}`));
  }

  async function handle(request: ApiRequest): Promise<HttpAnswer | null> {
    if (isDashboard(request)) {
      const shown = await handleDashboard({ ...api, context: () => contextAt(now(), null) }, request);
      if (request.method !== 'GET') pump();
      return shown;
    }
    requests += 1;
    const fault = apiFault(request);
    if (fault === 'stripe429' || fault === 'stripe5xx') return faultAnswer(fault);
    const given = await answer(api, request);
    options.observe?.({
      method: request.method,
      path: request.path,
      query: request.query,
      requestBody: request.body,
      status: given.status,
      responseBody: given.body,
    });
    if (request.method !== 'GET' && deliveries.due().length > 0) pump();
    return fault === 'stripeTimeout' ? null : given;
  }

  function apiFault(request: ApiRequest): 'stripe429' | 'stripe5xx' | 'stripeTimeout' | null {
    if (!faults.stripe429 && !faults.stripe5xx && !faults.stripeTimeout) return null;
    const key = request.headers['idempotency-key'];
    const id = typeof key === 'string' ? key : `${request.method} ${request.path}?${request.query}`;
    const attempt = attempts.get(id) ?? 0;
    attempts.set(id, attempt + 1);
    return (
      (['stripe429', 'stripe5xx', 'stripeTimeout'] as const).find((share) =>
        strikes(faults, share, id, attempt),
      ) ?? null
    );
  }

  async function runTimers(): Promise<void> {
    for (let timer = nextTimer(store); timer !== null && timer.at <= now(); timer = nextTimer(store)) {
      const due = timer;
      store.transaction(() => runTimer(contextAt(due.at, null), due));
      await flush();
      await deliveries.deliverDue();
    }
  }

  let running: Promise<void> = Promise.resolve();
  function runDue(): Promise<void> {
    const run = running.then(async () => {
      await deliveries.deliverDue();
      await runTimers();
      await deliveries.deliverDue();
      await write();
    });
    running = run.catch(() => undefined);
    return run;
  }

  const server = await listen(options.port, handle);
  const doors: { close(): Promise<void> }[] = [];

  return {
    url: server.url,
    nextDueAt() {
      const times = [nextTimer(store)?.at ?? null, deliveries.nextAttemptAt()].filter((at) => at !== null);
      return times.length === 0 ? null : new Date(Math.min(...times) * 1000);
    },
    runDue,
    outstanding() {
      const timers = [...store.timers.values()].filter((timer) => timer.at <= now()).length;
      return [
        { what: 'stripe webhooks', count: deliveries.due().length },
        { what: 'stripe timers', count: timers },
      ].filter((entry) => entry.count > 0);
    },
    setFaults(next) {
      faults = requireFaults(next);
      attempts.clear();
    },
    async setWriteBehind(on) {
      writeBehind = on;
      await write();
    },
    requestCount: () => requests,
    async openDoor() {
      let count = 0;
      const door = await listen(0, (request) => {
        count += 1;
        return handle(request);
      });
      doors.push(door);
      return { url: door.url, requestCount: () => count };
    },
    async reset() {
      await running;
      faults = {};
      attempts.clear();
      await database?.clear();
      store.clear();
      await configureEndpoints();
    },
    async close() {
      await Promise.all([server, ...doors].map((listening) => listening.close()));
      await running;
      await database?.close();
    },
  };
}

function faultAnswer(fault: 'stripe429' | 'stripe5xx'): HttpAnswer {
  const headers = { 'Content-Type': 'application/json' };
  if (fault === 'stripe429') {
    return {
      status: 429,
      headers: { ...headers, 'Stripe-Rate-Limited-Reason': 'global-rate' },
      body: errorBody({
        type: 'rate_limit_error',
        code: 'rate_limit',
        message:
          'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.',
      }),
    };
  }
  return {
    status: 500,
    headers,
    body: errorBody({
      type: 'api_error',
      message: 'An unexpected error occurred. Please retry the request.',
    }),
  };
}
