import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/cloudflare';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { Webhook } from 'lucide-react';
import { requirePage } from '../../auth/guards.ts';
import { buttonClass } from '../../components/ui/button.tsx';
import { Card } from '../../components/ui/card.tsx';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { Notice } from '../../components/ui/notice.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { BillingError } from '../../domain/errors.ts';
import { supportedLocale } from '../../format/locale.ts';
import { readForm } from '../../http/body.ts';
import { pageProblem } from '../../http/page-error.ts';
import { submitForm } from '../../pages/form-errors.ts';
import { loadPage } from '../../pages/load-page.server.ts';
import { requireStaffPage } from '../../pages/staff-page.server.ts';
import { isKeyword, keywordMessage } from '../../services/confirmation.ts';
import { listEvents } from '../../services/events/list-events.ts';
import { replayEvents } from '../../services/events/replay-events.ts';
import { BulkReplay, REPLAY_KEYWORD } from './bulk-replay.tsx';
import { EventFilters } from './event-filters.tsx';
import { filterSearch, parseEventsQuery } from './events-query.ts';
import { EventsTable } from './events-table.tsx';
import { toEventsView } from './events-view.server.ts';

const PER_PAGE = 50;
const FILTER_FIELDS: readonly string[] = ['status', 'type', 'q', 'from', 'to'];

export const meta: MetaFunction = () => [{ title: 'Webhook log · ApexMediation' }];

export async function loader(args: LoaderFunctionArgs) {
  const { ctx, reading } = await requireStaffPage(args);
  const { searchParams } = new URL(args.request.url);
  const query = parseEventsQuery(searchParams);
  if (query === null) throw pageProblem(400, args.context.requestId);
  return loadPage(args, async () => {
    const { filter, after } = query;
    const page = await listEvents(ctx, { ...filter, limit: PER_PAGE, ...(after !== null && { after }) });
    const view = toEventsView(page, { filter, locale: supportedLocale(ctx.actor.locale) });
    return {
      view,
      isFirst: after === null,
      mayReplay: ctx.actor.role === 'admin' && view.canReplay,
      replayed: searchParams.get('replayed'),
      reading: reading(),
    };
  });
}

export async function action(args: ActionFunctionArgs) {
  const ctx = await requirePage(args, 'admin');
  return loadPage(args, async () => {
    const form = await readForm(args.request);
    const query = parseEventsQuery([...form].filter(([name]) => FILTER_FIELDS.includes(name)));
    if (query === null) throw pageProblem(400, args.context.requestId);
    let replayed = 0;
    const refusal = await submitForm(async () => {
      requireKeyword(form.get('keyword'));
      const reason = String(form.get('reason') ?? '');
      ({ replayed } = await replayEvents(ctx, { selection: { filter: query.filter }, reason }));
    });
    if (refusal !== null) return data({ refusal }, { status: 422 });
    if (replayed > 0) await args.context.runtime.wake({ look: 'events' });
    const search = filterSearch(query.filter);
    search.set('replayed', String(replayed));
    throw redirect(`/admin/billing/events?${search}`);
  });
}

function requireKeyword(value: unknown): void {
  if (isKeyword(value, REPLAY_KEYWORD)) return;
  throw new BillingError('invalid_value', `Type ${REPLAY_KEYWORD} to confirm.`, {
    fields: [{ path: 'keyword', message: keywordMessage(REPLAY_KEYWORD) }],
  });
}

export default function EventsPage() {
  const { view, isFirst, mayReplay, replayed } = useLoaderData<typeof loader>();
  const refusal = useActionData<typeof action>()?.refusal ?? null;
  return (
    <>
      <PageHeader
        above={
          <Link to="/admin/billing" className={`${LINK_CLASS} text-sm`}>
            Billing overview
          </Link>
        }
        title="Webhook log"
      >
        Every event that Stripe sent, newest first, and what became of it. Times are in UTC.
      </PageHeader>
      {replayed !== null && /^\d+$/.test(replayed) && (
        <Notice
          tone="info"
          title={replayed === '1' ? '1 event is being replayed' : `${replayed} events are being replayed`}
        >
          They are read again within a minute; reload to see what became of them.
        </Notice>
      )}
      <EventFilters tabs={view.tabs} fields={view.fields} />
      <Card>
        {view.rows.length === 0 ? (
          <EmptyState icon={Webhook} title="No such events">
            {isFirst ? 'Nothing that Stripe sent matches this filter.' : 'There is nothing older than this.'}
          </EmptyState>
        ) : (
          <EventsTable rows={view.rows} />
        )}
      </Card>
      <nav aria-label="Pages" className="mt-4 flex justify-between">
        {isFirst ? (
          <span />
        ) : (
          <Link to={view.first} className={buttonClass()}>
            Newest
          </Link>
        )}
        {view.next !== null && (
          <Link to={view.next} className={buttonClass()}>
            Older
          </Link>
        )}
      </nav>
      {mayReplay && view.rows.length > 0 && (
        <BulkReplay
          fields={view.fields}
          refusal={refusal}
          what="All events that match the filter, on every page, at most 5,000 at once."
        />
      )}
    </>
  );
}
