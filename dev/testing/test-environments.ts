import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createJudge } from '../stripe/conformance/judge.ts';
import { createOnlooker, type Onlooker } from '../stripe/conformance/onlooker.ts';
import { type Faults, type StripeStandIn, startStripeStandIn } from '../stripe/main.ts';
import {
  TEST_START,
  TEST_WEBHOOK_SECRET,
  type TestEnvironment,
  type WebhookDelivery,
} from './environment.ts';
import type { Services } from './start-services.ts';
import { createTestDatabases } from './test-databases.ts';

/** Thin events go to endpoints that name them. */
const METER_ERROR_EVENTS = ['v1.billing.meter.error_report_triggered', 'v1.billing.meter.no_meter_found'];

export interface TestEnvironments {
  url: string;
  close(): Promise<void>;
}

interface OpenEnvironment {
  now: Date;
  stripe: StripeStandIn;
  deliveries: WebhookDelivery[];
  /** Judges every call, answer and webhook; calls to paths that the stand-in does not have included. */
  onlooker: Onlooker;
}

/**
 * Hands each test file its own environment. Test files run in workerd, where nothing can be started, so they ask here:
 * `POST /` makes one, `POST /<n>/clock` moves its time on (Stripe does what is due by then), `GET /<n>/deliveries`
 * lists the webhooks that Stripe sent (`?from=` leaves out so many), `GET /<n>/violations` what was not as Stripe
 * would have it, `POST /<n>/faults` makes Stripe fail.
 */
export async function serveTestEnvironments({ postgres, proxy }: Services): Promise<TestEnvironments> {
  const environments: OpenEnvironment[] = [];
  const judge = createJudge();
  let opened = 0;
  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function open(): Promise<TestEnvironment> {
    const number = opened;
    opened += 1;
    const deliveries: WebhookDelivery[] = [];
    const now = new Date(TEST_START);
    const onlooker = createOnlooker(judge);
    const stripe = await startStripeStandIn({
      port: 0,
      now: () => environments[number]?.now ?? now,
      webhookEndpoints: [
        {
          url: `${url}/${number}/webhook`,
          secret: TEST_WEBHOOK_SECRET,
          enabledEvents: ['*', ...METER_ERROR_EVENTS],
        },
      ],
      observe: onlooker.observe,
    });
    environments[number] = { now, stripe, deliveries, onlooker };
    return {
      ...(await createTestDatabases(postgres, number)),
      neonProxyUrl: proxy.url,
      stripeUrl: stripe.url,
      clockUrl: `${url}/${number}/clock`,
      deliveriesUrl: `${url}/${number}/deliveries`,
      violationsUrl: `${url}/${number}/violations`,
      faultsUrl: `${url}/${number}/faults`,
    };
  }

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    const [, number, what] = pathname.split('/');
    const environment = environments[Number(number)];
    if (number === '') return sendJson(response, await open());
    if (!environment) return void response.writeHead(404).end();
    if (what === 'webhook') {
      const body = await readText(request);
      const signature = String(request.headers['stripe-signature']);
      environment.onlooker.receive({ payload: body, signature });
      environment.deliveries.push({ body, signature });
      return sendJson(response, {});
    }
    if (what === 'deliveries') {
      await environment.stripe.runDue();
      return sendJson(response, environment.deliveries.slice(Number(searchParams.get('from') ?? 0)));
    }
    if (what === 'violations') return sendJson(response, environment.onlooker.takeViolations());
    if (what === 'faults') {
      environment.stripe.setFaults(JSON.parse(await readText(request)) as Faults);
      return sendJson(response, {});
    }
    if (request.method === 'POST') {
      const { to } = JSON.parse(await readText(request)) as { to: string };
      environment.now = new Date(to);
      await environment.stripe.runDue();
    }
    sendJson(response, { now: environment.now.toISOString() });
  }

  return {
    url,
    async close() {
      await Promise.all(environments.map(({ stripe }) => stripe.close()));
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = '';
  request.setEncoding('utf8');
  for await (const chunk of request) text += chunk;
  return text;
}

function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
