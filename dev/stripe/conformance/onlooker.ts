import type { Exchange } from '../main.ts';
import { parseForm } from './judge/form.ts';
import { isRecord, type Violation } from './judge/violations.ts';
import type { Judge } from './judge.ts';
import type { ReceivedWebhook } from './webhook-sink.ts';

export interface Onlooker {
  observe(exchange: Exchange): void;
  receive(webhook: ReceivedWebhook): void;
  /** The events that were received, in order. */
  readonly events: readonly { readonly id: string; readonly type: string }[];
  /** What was found since the last look, each with the exchange or event it was found in. */
  takeViolations(): Violation[];
}

/** Has everything judged that leaves the stand-in, and everything it takes in. */
export function createOnlooker(judge: Judge): Onlooker {
  const found: Violation[] = [];
  const events: { id: string; type: string }[] = [];
  return {
    events,
    takeViolations: () => found.splice(0),
    observe(exchange) {
      const { method, path, query, status } = exchange;
      const title = `${method} ${path}${query === '' ? '' : `?${query}`} → ${status}`;
      found.push(...judgeExchange(judge, exchange).map((violation) => `${title} ${violation}`));
    },
    receive(webhook) {
      const event = parseJson(webhook.payload);
      const { id, type } = isRecord(event) ? event : { id: '?', type: '?' };
      events.push({ id: String(id), type: String(type) });
      found.push(
        ...judgeWebhook(judge, webhook, event).map((violation) => `webhook ${String(type)} ${violation}`),
      );
    },
  };
}

function judgeExchange(judge: Judge, exchange: Exchange): Violation[] {
  const { method, path, query, status } = exchange;
  const body = parseJson(exchange.responseBody);
  if (body === undefined) return ['/: is not JSON'];
  const violations = judge.answer({ method, path, status, body });
  const params = path.startsWith('/v2/')
    ? (parseJson(exchange.requestBody) ?? {})
    : parseForm([query, exchange.requestBody].filter((text) => text !== '').join('&'));
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
  if (status === 404 && String(error.message).startsWith('Unrecognized request URL')) {
    return judge.knowsEndpoint(method, path)
      ? ['is an endpoint of Stripe that the stand-in does not have']
      : ['is no endpoint of Stripe'];
  }
  if (error.code === 'parameter_unknown' && judge.request({ method, path, params }).length === 0) {
    return [`refuses a parameter that Stripe knows: ${String(error.param)}`];
  }
  return [];
}

function judgeWebhook(judge: Judge, { signature }: ReceivedWebhook, event: unknown): Violation[] {
  if (event === undefined) return ['/: is not JSON'];
  const isSigned = /^t=\d+(,v\d=[0-9a-f]{64})+$/.test(signature);
  return [...(isSigned ? [] : [`is signed as ${signature}`]), ...judge.webhook(event)];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
