import type { ActionFunctionArgs } from '@remix-run/cloudflare';
import type { Runtime } from '../../app/config/runtime.ts';
import type { AppLoadContext } from '../../app/http/load-context.ts';
import { bearer, signToken, type TestClaims } from './api.ts';
import { TEST_START } from './environment.ts';
import { testRuntime } from './workers.ts';

export const ADMIN: TestClaims = { role: 'admin', sub: 'staff_1' };

interface VisitOptions {
  /** Null for a stranger. */
  claims: TestClaims | null;
  params?: Record<string, string>;
  /** What is sent; nothing is, where the page is only read. */
  form?: Readonly<Record<string, string>>;
  runtime?: Runtime;
}

export interface Visit {
  /** For the route's loader or action. */
  args: ActionFunctionArgs & { context: AppLoadContext };
  /** To the database, and requests to Stripe, since. */
  trips(): number;
  stripeCalls(): number;
}

/** One request for a page as the web Worker hands it to the route, at the start of the environment's clock. */
export async function visit(
  path: string,
  { claims, params = {}, form, runtime = testRuntime() }: VisitOptions,
): Promise<Visit> {
  let trips = 0;
  let calls = 0;
  runtime.stripe.on('request', () => {
    calls += 1;
  });
  const db: Runtime['db'] = {
    ...runtime.db,
    batch(scope, build) {
      trips += 1;
      return runtime.db.batch(scope, build);
    },
  };
  const context: AppLoadContext = {
    runtime: { ...runtime, db },
    requestId: 'request-1',
    now: new Date(TEST_START),
    nonce: 'nonce',
    assets: null,
  };
  const request = new Request(`https://billing.test${path}`, await toInit(claims, form));
  return { args: { request, context, params }, trips: () => trips, stripeCalls: () => calls };
}

/** A form comes with a bearer's session, which needs no token against forgery. */
async function toInit(claims: TestClaims | null, form: VisitOptions['form']): Promise<RequestInit> {
  if (form !== undefined) {
    const headers = claims === null ? {} : await bearer(claims);
    return { method: 'POST', headers, body: new URLSearchParams(form) };
  }
  return { headers: claims === null ? {} : { Cookie: `apex_session=${await signToken(claims)}` } };
}
