import { describe, expect, test } from 'vitest';
import { ROUTES } from '../resources/index.ts';
import { Router } from '../server/router.ts';
import { Store } from '../state/store.ts';
import { handleDashboard } from './handle-dashboard.ts';

/** A dashboard whose database is down, and whose store holds a customer that no page can show. */
function brokenDashboard() {
  const store = new Store();
  store.customers.put({ id: 'cus_broken' } as never);
  const lines: string[] = [];
  const account = { id: 'acct_1', name: 'A', country: 'US', automaticRetries: false, meterLagSeconds: 0 };
  const parts = {
    store,
    router: new Router(ROUTES),
    context: () => ({ store, account, now: 1_768_435_200, request: null }),
    flush: async () => {
      throw new Error('the database is down');
    },
    log: (line: string) => lines.push(line),
  };
  const ask = (method: string, path: string, headers: Record<string, string> = {}) =>
    handleDashboard(parts, {
      method,
      path: `/_dashboard/${path}`,
      query: '',
      body: '',
      headers: { host: '127.0.0.1:12111', ...headers },
    });
  return { ask, lines };
}

test.each([
  ['GET', 'customers/cus_broken', 'TypeError'],
  ['POST', 'invoices/in_none/pay', 'the database is down'],
])(
  '%s %s, which fails by our fault, is answered by a page, and logged with its cause',
  async (method, path, cause) => {
    const { ask, lines } = brokenDashboard();
    const answer = await ask(method, path);
    expect(answer.status).toBe(500);
    expect(answer.body).toContain('The stand-in failed');
    expect(answer.body).toContain('Back to the overview');
    expect(answer.body).not.toContain(cause);
    expect(lines).toEqual([
      expect.stringContaining(`Stripe stand-in: ${method} /_dashboard/${path} failed: `),
    ]);
    expect(lines[0]).toContain(cause);
  },
);

describe('a button', () => {
  test.each([
    ['a page of another origin', { origin: 'https://evil.example' }],
    ['a page of another port', { origin: 'http://127.0.0.1:3000' }],
    ['a page whose origin is hidden', { origin: 'null' }],
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a page of another port, without an origin', { 'sec-fetch-site': 'same-site' }],
    [
      'a page whose name leads here',
      { host: 'evil.example:12111', origin: 'http://evil.example:12111', 'sec-fetch-site': 'same-origin' },
    ],
  ])('is not pressed by %s', async (_, headers) => {
    const { ask, lines } = brokenDashboard();
    const answer = await ask('POST', 'invoices/in_none/pay', headers);
    expect(answer.status).toBe(403);
    expect(answer.body).toContain('Only a page of this dashboard may press its buttons.');
    expect(lines).toEqual([]);
  });

  test.each([
    ['the dashboard’s own page', { origin: 'http://127.0.0.1:12111', 'sec-fetch-site': 'same-origin' }],
    ['its page by another name', { host: 'localhost:12111', origin: 'http://localhost:12111' }],
    ['a script', {}],
  ])('is pressed by %s', async (_, headers) => {
    expect((await brokenDashboard().ask('POST', 'nothing/x/y', headers)).body).toContain('Refused');
    expect((await brokenDashboard().ask('POST', 'invoices/in_none/pay', headers)).status).toBe(500);
  });

  test('is no page: those may be looked at from anywhere', async () => {
    const answer = await brokenDashboard().ask('GET', 'events', { 'sec-fetch-site': 'cross-site' });
    expect(answer.status).toBe(200);
  });
});
