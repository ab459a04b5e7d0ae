import type { IncomingHttpHeaders } from 'node:http';
import type { Context } from '../context.ts';
import type { HttpAnswer } from '../server/http-server.ts';
import type { Router } from '../server/router.ts';
import type { Store } from '../state/store.ts';
import { invalidRequest, StripeError } from '../wire/errors.ts';
import { decodeForm, type FormObject } from '../wire/form.ts';
import { type CallApi, findAction } from './actions.ts';
import { customerPage } from './customer-page.ts';
import { eventPage } from './event-pages.ts';
import { isOfForeignPage } from './foreign-page.ts';
import { html, type Notice, type Page, renderPage } from './html.ts';
import { invoicePage } from './invoice-page.ts';
import { listPage } from './list-pages.ts';
import { overviewPage } from './overview-page.ts';
import { subscriptionPage } from './subscription-page.ts';

const ROOT = '/_dashboard';
/** Asked for by every browser, of which it says nothing. */
const ICON = '/favicon.ico';
const HTML = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' };

const BACK = html`<p><a href="${ROOT}">Back to the overview</a></p>`;

export interface DashboardParts {
  readonly store: Store;
  readonly router: Router;
  readonly context: () => Context;
  readonly flush: () => Promise<void>;
  readonly log: (line: string) => void;
}

interface DashboardRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

export function isDashboard(request: { method: string; path: string }): boolean {
  return (
    request.path === ROOT ||
    request.path.startsWith(`${ROOT}/`) ||
    ((request.path === '/' || request.path === ICON) && request.method === 'GET')
  );
}

/** The pages where a developer sees what Stripe would show, and does what a person does there. */
export async function handleDashboard(parts: DashboardParts, request: DashboardRequest): Promise<HttpAnswer> {
  if (request.path === ICON) return { status: 204, headers: {}, body: '' };
  const ctx = parts.context();
  const segments = request.path
    .slice(ROOT.length)
    .split('/')
    .filter((segment) => segment !== '');
  const show = (status: number, page: Page, notice: Notice | null) => ({
    status,
    headers: HTML,
    body: renderPage(page, { now: ctx.now, path: request.path, notice }),
  });
  if (request.method === 'POST' && isOfForeignPage(request.headers)) {
    const text = 'Only a page of this dashboard may press its buttons.';
    return show(403, { title: 'Refused', body: BACK }, { text, tone: 'bad' });
  }
  try {
    if (request.method === 'POST') return await act(parts, ctx, segments, decodeForm(request.body));
    const { notice: done, page } = decodeForm(request.query);
    const number = typeof page === 'string' && /^\d{1,6}$/.test(page) ? Number(page) : 1;
    return show(
      200,
      pageOf(ctx, segments, number),
      typeof done === 'string' ? { text: done, tone: 'good' } : null,
    );
  } catch (error) {
    if (!(error instanceof StripeError)) {
      const cause = error instanceof Error ? error.stack : String(error);
      parts.log(`Stripe stand-in: ${request.method} ${request.path} failed: ${cause}`);
      const text = 'The stand-in failed; its log says why.';
      return show(500, { title: 'Failed', body: BACK }, { text, tone: 'bad' });
    }
    const asked = request.method === 'POST' ? askedFrom(ctx, segments, request.body) : null;
    const page = asked === null ? { title: 'Refused', body: BACK } : pageOf(ctx, asked);
    const { message: text, code, decline_code } = error.body;
    return show(error.status, page, { text, tone: 'bad', codes: [code, decline_code] });
  }
}

/** The page whose button was refused. */
function askedFrom(ctx: Context, [noun = '', id = '']: readonly string[], form: string): string[] | null {
  const { store } = ctx;
  if (noun === 'invoices' && store.invoices.get(id)) return ['invoices', id];
  if (noun === 'subscriptions' && store.subscriptions.get(id)) return ['subscriptions', id];
  if (noun === 'events' && store.events.get(id)) return ['events', id];
  if (noun === 'charges') {
    const [, invoice = ''] = /(?:^|&)invoice=(\w+)/.exec(form) ?? [];
    return store.invoices.get(invoice) ? ['invoices', invoice] : null;
  }
  const customer = noun === 'customers' ? id : store.paymentMethods.get(id)?.customer;
  return store.customers.get(String(customer)) ? ['customers', String(customer)] : null;
}

function pageOf(ctx: Context, [noun, id]: readonly string[], page = 1): Page {
  if (noun === undefined) return overviewPage(ctx);
  if (id === undefined) {
    const list = listPage(ctx, noun, page);
    if (list) return list;
  } else {
    if (noun === 'events') return eventPage(ctx, id);
    if (noun === 'customers') return customerPage(ctx, id);
    if (noun === 'subscriptions') return subscriptionPage(ctx, id);
    if (noun === 'invoices') return invoicePage(ctx, id);
  }
  throw invalidRequest('There is no such page.', { status: 404 });
}

async function act(
  parts: DashboardParts,
  ctx: Context,
  [noun = '', id = '', verb = '']: readonly string[],
  form: FormObject,
): Promise<HttpAnswer> {
  const action = findAction(noun, verb);
  if (!action) throw invalidRequest('There is no such action.', { status: 404 });
  const call: CallApi = (method, path, values) => {
    const match = parts.router.match(method, path);
    if (!match) throw invalidRequest(`There is no ${method} ${path}.`, { status: 404 });
    return match.route.prepare(values)(ctx, match.path);
  };
  const keeps = (error: unknown) => error instanceof StripeError && error.options.keepsChanges === true;
  try {
    const { notice, back } = parts.store.transaction(() => action({ ctx, id, form, call }), keeps);
    const location = `${ROOT}/${back}?notice=${encodeURIComponent(notice)}`;
    return { status: 303, headers: { Location: location }, body: '' };
  } finally {
    await parts.flush();
  }
}
