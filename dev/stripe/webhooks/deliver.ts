import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type Faults, strikes } from '../faults.ts';
import type { DeliveryRecord, WebhookEndpoint } from '../state/records.ts';
import type { Store } from '../state/store.ts';
import { nextTimer } from '../state/timers.ts';
import { toEvent } from '../state/views.ts';
import { signatureHeader } from './sign.ts';

const MINUTE = 60;
const HOUR = 3_600;
/** Stripe tries for three days, waiting longer each time. */
const BACKOFF_SECONDS = [5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR];
const LAST_BACKOFF_SECONDS = 12 * HOUR;
const GIVE_UP_SECONDS = 72 * HOUR;
const TIMEOUT_MS = 20_000;
const AT_ONCE = 8;

/** Nothing is at the endpoint's address, which takes long to find out and is so for all that is sent there by now. */
const NOT_THERE: ReadonlySet<unknown> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
]);

export interface DeliveryParts {
  readonly store: Store;
  readonly now: () => number;
  readonly faults: () => Faults;
  readonly flush: () => Promise<void>;
  readonly observe: (webhook: SentWebhook) => void;
  readonly pause: Pause;
}

/** Lets real milliseconds pass, or breaks off. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

export interface SentWebhook {
  readonly payload: string;
  readonly signature: string;
}

/** Sends what is due to the endpoints and schedules again what failed. Calls do not overlap. */
export class Deliveries {
  private running: Promise<void> | null = null;
  private abandoning = new AbortController();
  private stopped = false;
  /** Endpoints that were not found at the instant that is delivered, and why: each is looked for once. */
  private readonly unreachable = new Map<string, string>();

  constructor(private readonly parts: DeliveryParts) {}

  /**
   * Resolves when nothing that was due, up to the next timer, is left undelivered or unscheduled. Each attempt is made at
   * the instant it was scheduled for, however far the clock has moved on, and so are the retries that follow from it.
   */
  async deliverDue(): Promise<void> {
    while (this.running) await this.running;
    if (this.stopped) return;
    this.running = this.deliverAll().finally(() => {
      this.running = null;
    });
    await this.running;
  }

  /** Breaks off what is on its way and records nothing more of it. */
  async abandon(): Promise<void> {
    this.abandoning.abort();
    while (this.running) await this.running.catch(() => undefined);
    this.abandoning = new AbortController();
  }

  /** The same for good: those who waited for their turn get none. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.abandon();
  }

  due(): DeliveryRecord[] {
    const now = this.parts.now();
    return this.parts.store.deliveries
      .by('status', 'pending')
      .filter((delivery) => delivery.nextAttemptAt !== null && delivery.nextAttemptAt <= now);
  }

  nextAttemptAt(): number | null {
    return earliest(this.parts.store.deliveries.by('status', 'pending'));
  }

  /** What is due at the earliest instant, unless something else is due before that. */
  private dueNext(): DeliveryRecord[] {
    const due = this.due();
    const at = earliest(due);
    const timer = at === null ? null : nextTimer(this.parts.store);
    if (at === null || (timer !== null && timer.at < at)) return [];
    return due.filter((delivery) => delivery.nextAttemptAt === at);
  }

  private async deliverAll(): Promise<void> {
    const { signal } = this.abandoning;
    for (let due = this.dueNext(); due.length > 0 && !signal.aborted; due = this.dueNext()) {
      const queue = this.shuffled(due);
      this.unreachable.clear();
      const worker = async () => {
        for (let next = queue.shift(); next && !signal.aborted; next = queue.shift())
          await this.attempt(next, signal);
      };
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, queue.length) }, worker));
      await this.parts.flush();
    }
  }

  /** In order, but for those that `reorder` puts behind all others. */
  private shuffled(due: readonly DeliveryRecord[]): DeliveryRecord[] {
    const faults = this.parts.faults();
    const isLate = (delivery: DeliveryRecord) =>
      strikes(faults, 'reorder', delivery.event, delivery.attempts.length);
    return [...due.filter((delivery) => !isLate(delivery)), ...due.filter(isLate).reverse()];
  }

  private async attempt(delivery: DeliveryRecord, signal: AbortSignal): Promise<void> {
    const { store } = this.parts;
    const faults = this.parts.faults();
    const attempt = delivery.attempts.length;
    const endpoint = store.webhookEndpoints.get(delivery.endpoint);
    const body = this.bodyOf(delivery);
    if (endpoint?.status !== 'enabled' || body === null) {
      store.deliveries.put({ ...delivery, status: 'failed', nextAttemptAt: null });
      return;
    }
    if (faults.delayMs) await this.parts.pause(faults.delayMs, signal).catch(() => undefined);
    const copies = strikes(faults, 'duplicate', delivery.event, attempt) ? 2 : 1;
    let outcome = 'lost on the way';
    if (!strikes(faults, 'drop', delivery.event, attempt)) {
      for (let copy = 0; copy < copies; copy += 1) outcome = await this.send(endpoint, body, signal);
    }
    if (!signal.aborted) this.record(delivery, outcome);
  }

  private bodyOf(delivery: DeliveryRecord): string | null {
    const { store } = this.parts;
    const event = store.events.get(delivery.event);
    if (event) return JSON.stringify(toEvent(store, event));
    const thin = store.thinEvents.get(delivery.event);
    if (!thin) return null;
    const { data: _data, ...notification } = thin;
    return JSON.stringify(notification);
  }

  /** Signed by the clock as it stands: the receiver, who looks at the same one, takes no old signature. */
  private async send(endpoint: WebhookEndpoint, body: string, signal: AbortSignal): Promise<string> {
    const unreachable = this.unreachable.get(endpoint.id);
    if (unreachable !== undefined) return unreachable;
    const signature = signatureHeader(body, endpoint.secret ?? '', this.parts.now());
    this.parts.observe({ payload: body, signature });
    try {
      return String(await post(endpoint.url, body, signature, signal));
    } catch (error) {
      const outcome = error instanceof Error ? error.message : String(error);
      if (NOT_THERE.has((error as { code?: unknown }).code)) this.unreachable.set(endpoint.id, outcome);
      return outcome;
    }
  }

  private record(delivery: DeliveryRecord, outcome: string): void {
    const at = delivery.nextAttemptAt ?? this.parts.now();
    const attempts = [...delivery.attempts, { at, outcome }];
    const isDelivered = /^2\d\d$/.test(outcome);
    const wait = BACKOFF_SECONDS[attempts.length - 1] ?? LAST_BACKOFF_SECONDS;
    const gaveUp = at + wait > delivery.createdAt + GIVE_UP_SECONDS;
    this.parts.store.deliveries.put({
      ...delivery,
      attempts,
      status: isDelivered ? 'delivered' : gaveUp ? 'failed' : 'pending',
      nextAttemptAt: isDelivered || gaveUp ? null : at + wait,
    });
  }
}

function earliest(deliveries: readonly DeliveryRecord[]): number | null {
  let next: number | null = null;
  for (const { nextAttemptAt: at } of deliveries) if (at !== null && (next === null || at < next)) next = at;
  return next;
}

/** node:http rather than fetch: a world that fakes or replaces the global fetch must not reach in here. */
function post(url: string, body: string, signature: string, signal: AbortSignal): Promise<number> {
  const target = new URL(url);
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const outgoing = send(
      target,
      {
        method: 'POST',
        timeout: TIMEOUT_MS,
        signal,
        headers: {
          'Content-Type': 'application/json; charset=utf-8',
          'Content-Length': Buffer.byteLength(body),
          'Stripe-Signature': signature,
          'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        },
      },
      (incoming) => {
        incoming.resume();
        incoming.once('end', () => resolve(incoming.statusCode ?? 0));
        incoming.once('error', reject);
      },
    );
    outgoing.once('timeout', () => outgoing.destroy(new Error('Timed out')));
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}
