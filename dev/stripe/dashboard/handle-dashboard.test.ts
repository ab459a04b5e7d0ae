import { expect, test } from 'vitest';
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
  const ask = (method: string, path: string) =>
    handleDashboard(parts, { method, path: `/_dashboard/${path}`, query: '', body: '' });
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
