import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createVirtualClock, type VirtualClock } from '../clock/virtual-clock.ts';
import { pickFreePort } from '../postgres/free-port.ts';
import { createHandlers } from './handlers.ts';
import { listenForControl } from './http.ts';
import type { Faults } from './schemas.ts';

const START = new Date('2026-03-01T00:00:00.000Z');

let clock: VirtualClock;
let faults: Faults;
let port: number;
let server: { close(): Promise<void> };

beforeAll(async () => {
  port = await pickFreePort();
  const handlers = createHandlers({
    clock: { now: () => clock.now() },
    async advance(to) {
      clock.moveTo(to instanceof Date ? to : new Date(clock.now().getTime() + to.byMs));
      return clock.now();
    },
    jobNames: ['dunning'],
    runJob: async () => ({}),
    listAccounts: async () => [],
    createAccount: async () => ({}),
    setUsage: async () => undefined,
    mailbox: () => [],
    slack: () => [],
    settle: async () => [],
    setFaults(next) {
      faults = next;
    },
    stats: () => ({}),
    resetStats: () => undefined,
    renderPage: async () => '',
  });
  server = await listenForControl(port, handlers);
});
beforeEach(() => {
  clock = createVirtualClock({ startAt: START, realNow: () => START.getTime() }).clock;
  faults = { drop: 0.1 };
});
afterAll(() => server.close());

async function post(path: string, body: string): Promise<{ status: number; field?: string }> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body });
  const { field } = (await response.json()) as { field?: string };
  return { status: response.status, ...(field === undefined ? {} : { field }) };
}

test.each([
  ['{"advance":"soon"}', 'advance'],
  ['{"advance":"-3d"}', 'advance'],
  ['{"advance":"9999999d"}', 'advance'],
  ['{"advance":"3654d"}', 'advance'],
  ['{"advance":"999999d"}', 'advance'],
  ['{"advance":3}', 'advance'],
  ['{"advance":null}', 'advance'],
  ['{"to":"tomorrow"}', 'to'],
  ['{"to":"2026-13-01T00:00:00Z"}', 'to'],
  ['{"to":1772323200}', 'to'],
  ['{"to":"2036-03-01T00:00:01Z"}', 'to'],
  ['{"to":"9999-12-31T23:59:59Z"}', 'to'],
  ['{"to":"2026-02-28T23:59:59Z"}', 'to'],
  ['{"advance":"1d","by":"2d"}', 'by'],
  ['{"advance":"1d","to":"2026-03-02T00:00:00Z"}', 'to'],
  ['{}', 'advance'],
  ['[]', 'body'],
  ['"3d"', 'body'],
  ['{"advance":', 'body'],
])('POST /clock %s is 400 naming %s, and the clock stays', async (body, field) => {
  expect(await post('/clock', body)).toEqual({ status: 400, field });
  expect(clock.now()).toEqual(START);
});

test.each([
  ['{"drop":1.1}', 'drop'],
  ['{"drop":-0.1}', 'drop'],
  ['{"duplicate":"0.2"}', 'duplicate'],
  ['{"reorder":null}', 'reorder'],
  ['{"stripe5xx":true}', 'stripe5xx'],
  ['{"stripe429":2}', 'stripe429'],
  ['{"stripeTimeout":[0.1]}', 'stripeTimeout'],
  ['{"dbDrop":9}', 'dbDrop'],
  ['{"delayMs":-1}', 'delayMs'],
  ['{"delayMs":60001}', 'delayMs'],
  ['{"delayMs":1.5}', 'delayMs'],
  ['{"seed":1.5}', 'seed'],
  ['{"meteor":1}', 'meteor'],
  ['[]', 'body'],
  ['{"drop":', 'body'],
])('POST /faults %s is 400 naming %s, and the faults stay', async (body, field) => {
  expect(await post('/faults', body)).toEqual({ status: 400, field });
  expect(faults).toEqual({ drop: 0.1 });
});

test('ten years are not too far', async () => {
  expect(await post('/clock', '{"to":"2036-03-01T00:00:00Z"}')).toEqual({ status: 200 });
  expect(clock.now()).toEqual(new Date('2036-03-01T00:00:00.000Z'));
});

test('what is well formed is done', async () => {
  expect(await post('/clock', '{"advance":"90m"}')).toEqual({ status: 200 });
  expect(await post('/clock', '{"to":"2026-03-01T02:00:00Z"}')).toEqual({ status: 200 });
  expect(clock.now()).toEqual(new Date('2026-03-01T02:00:00.000Z'));
  expect(await post('/faults', '{"drop":0.5,"seed":7}')).toEqual({ status: 200 });
  expect(faults).toEqual({ drop: 0.5, seed: 7 });
  expect(await post('/faults', '{}')).toEqual({ status: 200 });
  expect(faults).toEqual({});
});
