import Stripe from 'stripe';
import { beforeEach, describe, expect, it } from 'vitest';
import { runtimeOf } from '../app/config/runtime.ts';
import { TEST_START, TEST_WEBHOOK_SECRET } from '../dev/testing/environment.ts';
import { environment, ownerSql, testBindings, testRuntime, unwatched } from '../dev/testing/workers.ts';
import { handleStripeWebhook } from './webhook.ts';

const NOW_SECONDS = Date.parse(TEST_START) / 1_000;
const NOW_IN_POSTGRES = TEST_START.replace('T', ' ').replace('.000Z', '+00');
const URL = 'https://billing.test/api/v1/webhooks/stripe';

function sign(payload: string, { secret = TEST_WEBHOOK_SECRET, timestamp = NOW_SECONDS } = {}) {
  return Stripe.webhooks.generateTestHeaderStringAsync({ payload, secret, timestamp });
}

function eventBody(over: Record<string, unknown> = {}): string {
  return JSON.stringify({
    id: `evt_${crypto.randomUUID()}`,
    object: 'event',
    api_version: '2026-10-28.endive',
    type: 'invoice.paid',
    created: NOW_SECONDS,
    livemode: false,
    data: { object: { id: 'in_of_this_test', object: 'invoice' } },
    ...over,
  });
}

function idOf(body: string): string {
  return (JSON.parse(body) as { id: string }).id;
}

interface PostOptions {
  signature?: string | null;
  bindings?: ReturnType<typeof testBindings>;
  execution?: Pick<ExecutionContext, 'waitUntil'>;
}

async function post(body: BodyInit, options: PostOptions = {}): Promise<Response> {
  const signature =
    options.signature === undefined && typeof body === 'string' ? await sign(body) : options.signature;
  const headers = new Headers({ 'content-type': 'application/json' });
  if (signature) headers.set('stripe-signature', signature);
  const request = new Request(URL, { method: 'POST', body, headers });
  const { bindings = testBindings(), execution = unwatched } = options;
  return handleStripeWebhook(request, {
    runtime: runtimeOf(bindings),
    requestId: crypto.randomUUID(),
    execution,
  });
}

function stored() {
  return ownerSql('SELECT * FROM stripe_webhook_events ORDER BY received_at, id');
}

function queued() {
  return ownerSql('SELECT * FROM events ORDER BY created_at, id');
}

async function expectProblem(response: Response, status: number, code: string): Promise<void> {
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.json()).toMatchObject({ status, code, requestId: expect.any(String) });
}

async function expectNothingStored(): Promise<void> {
  expect(await stored()).toEqual([]);
  expect(await queued()).toEqual([]);
}

beforeEach(async () => {
  await ownerSql('TRUNCATE stripe_webhook_events, events');
});

describe('a signed event', () => {
  it('is stored with its raw payload, queued for its object, and answered 200', async () => {
    const body = eventBody();
    const response = await post(body);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ received: true });
    expect(await stored()).toMatchObject([
      {
        stripe_event_id: idOf(body),
        type: 'invoice.paid',
        api_version: '2026-10-28.endive',
        livemode: false,
        object_type: 'invoice',
        object_id: 'in_of_this_test',
        payload: JSON.parse(body),
        received_at: NOW_IN_POSTGRES,
      },
    ]);
    expect(await queued()).toMatchObject([
      {
        kind: 'stripe_event',
        subject: 'invoice:in_of_this_test',
        dedupe_key: idOf(body),
        status: 'pending',
        attempts: 0,
        run_after: NOW_IN_POSTGRES,
      },
    ]);
  });

  it('is stored once when it is delivered ten times at once, and 200 is the answer to each', async () => {
    const body = eventBody();
    const signature = await sign(body);
    const responses = await Promise.all(Array.from({ length: 10 }, () => post(body, { signature })));
    expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(await stored()).toHaveLength(1);
    expect(await queued()).toHaveLength(1);
  });

  it('does not queue anew, once its work is done, when it is delivered again', async () => {
    const body = eventBody();
    await post(body);
    await ownerSql("UPDATE events SET status = 'done', outcome = 'applied'");
    expect((await post(body)).status).toBe(200);
    expect(await queued()).toMatchObject([{ status: 'done', outcome: 'applied' }]);
  });

  it('is taken under either secret while one is being rolled', async () => {
    const bindings = testBindings({
      STRIPE_WEBHOOK_SECRET: `whsec_the_new_one_0123, ${TEST_WEBHOOK_SECRET}`,
    });
    for (const secret of [TEST_WEBHOOK_SECRET, 'whsec_the_new_one_0123']) {
      const body = eventBody();
      expect((await post(body, { bindings, signature: await sign(body, { secret }) })).status).toBe(200);
    }
    expect(await stored()).toHaveLength(2);
  });

  it('of an unknown type is stored and done at once', async () => {
    await post(eventBody({ type: 'payout.paid', data: { object: { id: 'po_1', object: 'payout' } } }));
    expect(await stored()).toMatchObject([{ type: 'payout.paid', object_type: 'payout' }]);
    expect(await queued()).toMatchObject([
      { status: 'done', outcome: 'ignored', finished_at: NOW_IN_POSTGRES },
    ]);
  });

  it('of the thin kind is stored too', async () => {
    const body = JSON.stringify({
      id: 'evt_thin',
      object: 'v2.core.event',
      type: 'v1.billing.meter.error_report_triggered',
      created: TEST_START,
      livemode: false,
      related_object: { id: 'mtr_1', type: 'billing.meter', url: '/v1/billing/meters/mtr_1' },
    });
    expect((await post(body)).status).toBe(200);
    expect(await stored()).toMatchObject([
      { stripe_event_id: 'evt_thin', object_type: 'billing.meter', object_id: 'mtr_1' },
    ]);
  });

  it('of another API version is stored with that version', async () => {
    await post(eventBody({ api_version: '2020-08-27' }));
    expect(await stored()).toMatchObject([{ api_version: '2020-08-27' }]);
  });

  it('with U+0000 and a lone surrogate in a name, which jsonb refuses, is stored all the same', async () => {
    const body = eventBody({ data: { object: { id: 'cus_1', object: 'customer', name: 'a\u0000b\ud83d' } } });
    expect((await post(body)).status).toBe(200);
    expect(await stored()).toMatchObject([{ payload: { data: { object: { name: 'a\ufffdb\ufffd' } } } }]);
  });

  it('of exactly 1 MiB is taken', async () => {
    const frame = eventBody({ pad: '' });
    const body = frame.replace('"pad":""', `"pad":"${'x'.repeat(1_048_576 - frame.length)}"`);
    expect(new TextEncoder().encode(body)).toHaveLength(1_048_576);
    expect((await post(body)).status).toBe(200);
  });
});

describe('what is refused, and nothing of it stored', () => {
  it.each([
    ['no signature', null],
    ['a signature of another body', `t=${NOW_SECONDS},v1=${'0'.repeat(64)}`],
  ])('%s: 400', async (_, signature) => {
    await expectProblem(await post(eventBody(), { signature }), 400, 'invalid_request');
    await expectNothingStored();
  });

  it('another secret: 400', async () => {
    const body = eventBody();
    const signature = await sign(body, { secret: 'whsec_somebody_else_s' });
    await expectProblem(await post(body, { signature }), 400, 'invalid_request');
    await expectNothingStored();
  });

  it('signed 301 seconds ago: 400; 300 seconds ago it is taken', async () => {
    const body = eventBody();
    const late = await sign(body, { timestamp: NOW_SECONDS - 301 });
    await expectProblem(await post(body, { signature: late }), 400, 'invalid_request');
    await expectNothingStored();
    const onTime = await sign(body, { timestamp: NOW_SECONDS - 300 });
    expect((await post(body, { signature: onTime })).status).toBe(200);
  });

  it.each([
    ['not JSON', '{"id":'],
    ['JSON that is no event', '{"id":"in_1","object":"invoice"}'],
    ['an array', '[]'],
    ['nothing at all', ''],
  ])('%s, truly signed: 400', async (_, body) => {
    await expectProblem(await post(body), 400, 'invalid_request');
    await expectNothingStored();
  });

  it('1 MiB and one byte: 413', async () => {
    const body = 'x'.repeat(1_048_577);
    await expectProblem(await post(body), 413, 'payload_too_large');
    await expectNothingStored();
  });

  it('an endless body without Content-Length: 413, and it is not read to its end', async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 65_536;
        controller.enqueue(new Uint8Array(65_536));
      },
    });
    await expectProblem(await post(endless, { signature: 't=1,v1=x' }), 413, 'payload_too_large');
    expect(sent).toBeLessThan(2 * 1_048_576);
  });

  it.each(['GET', 'PUT', 'DELETE', 'PATCH', 'HEAD'])('%s: 405 with Allow', async (method) => {
    const context = { runtime: testRuntime(), requestId: crypto.randomUUID(), execution: unwatched };
    const response = await handleStripeWebhook(new Request(URL, { method }), context);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });
});

describe('when something on our side fails', () => {
  it('a database that is not there: 503, so that Stripe sends the event again', async () => {
    const bindings = testBindings({ DATABASE_URL: environment.databaseUrl.replace(/[^/]+$/, 'gone') });
    const response = await post(eventBody(), { bindings });
    expect(response.headers.get('retry-after')).toBe('5');
    await expectProblem(response, 503, 'database_unavailable');
  });

  it('a statement that PostgreSQL refuses: 503, nothing half stored, and 200 once it works again', async () => {
    const body = eventBody();
    await ownerSql("ALTER TABLE events ADD CONSTRAINT broken CHECK (kind <> 'stripe_event')");
    try {
      await expectProblem(await post(body), 503, 'database_unavailable');
      await expectNothingStored();
    } finally {
      await ownerSql('ALTER TABLE events DROP CONSTRAINT broken');
    }
    expect((await post(body)).status).toBe(200);
    expect(await queued()).toHaveLength(1);
  });

  it('a queue that takes no message: 200 all the same, because the event is safe', async () => {
    const broken = { send: () => Promise.reject(new Error('queue down')) } as unknown as Queue<{
      look: 'events';
    }>;
    const bindings = { ...testBindings(), EVENTS_QUEUE: broken };
    expect((await post(eventBody(), { bindings })).status).toBe(200);
    expect(await queued()).toHaveLength(1);
  });
});

it('answers without waiting for the wake-up, which goes on after the answer', async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const sent: unknown[] = [];
  const slow = {
    async send(message: unknown) {
      await held;
      sent.push(message);
    },
  } as unknown as Queue<{ look: 'events' }>;
  const promised: Promise<unknown>[] = [];
  const execution = { waitUntil: (promise: Promise<unknown>) => void promised.push(promise) };
  const response = await post(eventBody(), {
    bindings: { ...testBindings(), EVENTS_QUEUE: slow },
    execution,
  });
  expect(response.status).toBe(200);
  expect(sent).toEqual([]);
  release();
  await Promise.all(promised);
  expect(sent).toEqual([{ look: 'events' }]);
});
