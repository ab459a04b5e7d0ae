import { setTimeout as delay } from 'node:timers/promises';
import { runTimer } from './billing/run-timer.ts';
import type { Account, Context } from './context.ts';
import { handleDashboard, isDashboard } from './dashboard/handle-dashboard.ts';
import { type Faults, requireFaults } from './faults.ts';
import { ROUTES } from './resources/index.ts';
import { type ApiRequest, answer } from './server/api.ts';
import { ApiFaults, faultAnswer } from './server/api-faults.ts';
import { type HttpAnswer, listen } from './server/http-server.ts';
import { Idempotency } from './server/idempotency.ts';
import { Router } from './server/router.ts';
import { Store } from './state/store.ts';
import { nextTimer, postponeTimer } from './state/timers.ts';
import { Writer } from './state/writer.ts';
import { type ConfiguredEndpoint, configureEndpoints } from './webhooks/configure-endpoints.ts';
import { Deliveries, type Pause, type SentWebhook } from './webhooks/deliver.ts';
import { forgetOldEvents } from './webhooks/forget-events.ts';

export type { Faults } from './faults.ts';

export interface StripeStandInOptions {
  readonly port: number;
  /** The world's clock; the stand-in knows no other. */
  readonly now: () => Date;
  /** A database of its own, where its state outlives the process; without it, memory only. */
  readonly databaseUrl?: string;
  readonly webhookEndpoints?: readonly ConfiguredEndpoint[];
  /** Stripe's own dunning. */
  readonly automaticRetries?: boolean;
  /** How many seconds of the world's clock pass before an accepted meter event is counted; 0: at once. */
  readonly meterLagSeconds?: number;
  readonly account?: { readonly name: string; readonly country: string };
  readonly log?: (line: string) => void;
  /** Sees every call and its answer. */
  readonly observe?: (exchange: Exchange) => void;
  /** Sees every webhook as it is sent. */
  readonly observeWebhook?: (webhook: SentWebhook) => void;
  /** How the real milliseconds of the fault `delayMs` pass. */
  readonly pause?: Pause;
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
const METER_LAG_SECONDS = 10;

export async function startStripeStandIn(options: StripeStandInOptions): Promise<StripeStandIn> {
  const log = options.log ?? (() => undefined);
  const now = () => Math.floor(options.now().getTime() / 1000);
  const store = new Store();
  const writer = await Writer.open(store, options.databaseUrl, log);
  const flush = () => writer.writeBeforeAnswering();
  const account: Account = {
    id: ACCOUNT_ID,
    name: options.account?.name ?? 'ApexMediation',
    country: options.account?.country ?? 'US',
    automaticRetries: options.automaticRetries ?? false,
    meterLagSeconds: options.meterLagSeconds ?? METER_LAG_SECONDS,
  };
  const contextAt = (at: number, request: Context['request'] = null): Context => ({
    store,
    account,
    now: at,
    request,
  });
  let faults: Faults = {};
  const apiFaults = new ApiFaults(() => faults);
  const deliveries = new Deliveries({
    store,
    now,
    faults: () => faults,
    flush,
    observe: options.observeWebhook ?? (() => undefined),
    pause: options.pause ?? ((ms, signal) => delay(ms, undefined, { signal })),
  });
  const api = {
    store,
    router: new Router(ROUTES),
    idempotency: new Idempotency(store),
    contextAt: (request: Context['request']) => contextAt(now(), request),
    flush,
    log,
  };

  const configure = () => {
    configureEndpoints(contextAt(now()), options.webhookEndpoints ?? []);
    return writer.write();
  };
  await configure();

  async function handle(request: ApiRequest): Promise<HttpAnswer | null> {
    const fault = apiFaults.draw(request);
    const isRefused = fault === 'stripe429' || fault === 'stripe5xx';
    const given = isRefused ? faultAnswer(fault) : await answer(api, request);
    const { method, path, query, body: requestBody } = request;
    options.observe?.({ method, path, query, requestBody, status: given.status, responseBody: given.body });
    return fault === 'stripeTimeout' ? null : given;
  }

  async function receive(request: ApiRequest): Promise<HttpAnswer | null> {
    const given = isDashboard(request)
      ? await handleDashboard({ ...api, context: () => contextAt(now()) }, request)
      : await handle(request);
    if (request.method !== 'GET' && deliveries.due().length > 0) {
      deliveries
        .deliverDue()
        .catch((error: unknown) => log(`Stripe stand-in: delivering failed: ${String(error)}`));
    }
    return given;
  }

  async function runTimers(): Promise<void> {
    const failures: unknown[] = [];
    for (let timer = nextTimer(store); timer !== null && timer.at <= now(); timer = nextTimer(store)) {
      const due = timer;
      try {
        store.transaction(() => runTimer(contextAt(due.at), due));
      } catch (error) {
        // A step that cannot be taken must not stop all others: it waits, whoever moved the clock is told at its first
        // failure, and the log of each.
        postponeTimer(contextAt(now()), due);
        if (!due.failures) failures.push(error);
        log(
          `Stripe stand-in: ${due.kind} of ${due.subject} FAILED and is tried again later: ${String(error)}`,
        );
      }
      await flush();
      await deliveries.deliverDue();
    }
    if (failures.length > 0) throw new AggregateError(failures, 'What was due could not all be done.');
  }

  let running: Promise<void> = Promise.resolve();
  function runDue(): Promise<void> {
    const run = running.then(async () => {
      await deliveries.deliverDue();
      await runTimers();
      await deliveries.deliverDue();
      forgetOldEvents(store, now());
      await writer.write();
    });
    running = run.catch(() => undefined);
    return run;
  }

  const doors: { close(): Promise<void> }[] = [];
  async function openDoor(port: number): Promise<StripeDoor> {
    let count = 0;
    const door = await listen(port, (request) => {
      if (!isDashboard(request)) count += 1;
      return receive(request);
    });
    doors.push(door);
    return { url: door.url, requestCount: () => count };
  }
  const { url, requestCount } = await openDoor(options.port);

  return {
    url,
    requestCount,
    openDoor: () => openDoor(0),
    runDue,
    nextDueAt() {
      const times = [nextTimer(store)?.at ?? null, deliveries.nextAttemptAt()].filter((at) => at !== null);
      return times.length === 0 ? null : new Date(Math.min(...times) * 1000);
    },
    outstanding() {
      const timers = [...store.timers.values()].filter((timer) => timer.at <= now()).length;
      return [
        { what: 'stripe webhooks', count: deliveries.due().length },
        { what: 'stripe timers', count: timers },
      ].filter((entry) => entry.count > 0);
    },
    setFaults(next) {
      faults = requireFaults(next);
      apiFaults.forget();
    },
    setWriteBehind: (on) => writer.setBehind(on),
    async reset() {
      await deliveries.abandon();
      await running;
      faults = {};
      apiFaults.forget();
      await writer.clear();
      await configure();
    },
    async close() {
      await Promise.all(doors.map((door) => door.close()));
      await deliveries.stop();
      await running;
      await writer.close();
    },
  };
}
