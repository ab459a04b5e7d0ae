import type { Exchange, StandInObserver, WebhookDelivery } from '../observer.ts';
import { parseForm } from './judge/form.ts';
import { isRecord, type Violation } from './judge/violations.ts';
import type { Judge } from './judge.ts';

export interface JudgingObserver extends StandInObserver {
  /** All that was found until now, each with the exchange or event it was found in. */
  violations(): readonly Violation[];
  /** The types of the events that were delivered, in order. */
  eventTypes(): readonly string[];
}

/** Has everything judged that leaves the stand-in, and everything it takes in. */
export function createJudgingObserver(judge: Judge): JudgingObserver {
  const found: Violation[] = [];
  const eventTypes: string[] = [];
  return {
    violations: () => found,
    eventTypes: () => eventTypes,
    onExchange(exchange) {
      const title = `${exchange.method} ${exchange.url} → ${exchange.status}`;
      found.push(...judgeExchange(judge, exchange).map((violation) => `${title} ${violation}`));
    },
    onWebhook(delivery) {
      const event = parseJson(delivery.payload);
      const type = isRecord(event) ? String(event.type) : '?';
      eventTypes.push(type);
      found.push(...judgeDelivery(judge, delivery, event).map((violation) => `webhook ${type} ${violation}`));
    },
  };
}

function judgeExchange(judge: Judge, exchange: Exchange): Violation[] {
  const { method, status } = exchange;
  const { pathname: path, search } = new URL(exchange.url, 'http://stripe.invalid');
  const body = parseJson(exchange.responseBody);
  if (body === undefined) return ['/: is not JSON'];
  const violations = judge.answer({ method, path, status, body });
  const params = path.startsWith('/v2/')
    ? (parseJson(exchange.requestBody) ?? {})
    : parseForm([search.slice(1), exchange.requestBody].filter((text) => text !== '').join('&'));
  if (!isRecord(params)) return ['the request is no object', ...violations];
  return [...violations, ...judgeRefusal(judge, { method, path, status, params, body })];
}

interface Judged {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly params: Record<string, unknown>;
  readonly body: unknown;
}

/** What Stripe refuses must not be taken, and what Stripe knows must not be called unknown. */
function judgeRefusal(judge: Judge, { method, path, status, params, body }: Judged): Violation[] {
  if (status === 200 || status === 402) {
    return judge
      .request({ method, path, params })
      .map((violation) => `takes what Stripe refuses: ${violation}`);
  }
  const error = isRecord(body) && isRecord(body.error) ? body.error : {};
  if (!judge.knowsEndpoint(method, path)) return [];
  if (status === 404 && String(error.message).startsWith('Unrecognized request URL')) {
    return ['is an endpoint of Stripe that the stand-in does not have'];
  }
  if (error.code === 'parameter_unknown' && judge.request({ method, path, params }).length === 0) {
    return [`refuses a parameter that Stripe knows: ${String(error.param)}`];
  }
  return [];
}

function judgeDelivery(judge: Judge, delivery: WebhookDelivery, event: unknown): Violation[] {
  if (event === undefined) return ['/: is not JSON'];
  const isSigned = /^t=\d+(,v\d=[0-9a-f]{64})+$/.test(delivery.signature);
  return [...(isSigned ? [] : [`is signed as ${delivery.signature}`]), ...judge.webhook(event)];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
