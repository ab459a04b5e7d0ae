import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/cloudflare';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { requirePage } from '../../auth/guards.ts';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import { DefinitionList } from '../../components/ui/definition-list.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { Mono } from '../../components/ui/mono.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { supportedLocale } from '../../format/locale.ts';
import { readForm } from '../../http/body.ts';
import { customerPath } from '../../pages/customer-path.ts';
import { submitForm } from '../../pages/form-errors.ts';
import { loadPage } from '../../pages/load-page.server.ts';
import { requireStaffPage } from '../../pages/staff-page.server.ts';
import { useAutoRefresh } from '../../pages/use-auto-refresh.ts';
import { getEvent } from '../../services/events/get-event.ts';
import { replayEvents } from '../../services/events/replay-events.ts';
import { toEventView } from './event-view.server.ts';
import { ReplayForm } from './replay-form.tsx';
import { TriesCard } from './tries-card.tsx';

export const meta: MetaFunction = () => [{ title: 'Webhook event · ApexMediation' }];

export async function loader(args: LoaderFunctionArgs) {
  const { ctx, reading } = await requireStaffPage(args);
  return loadPage(args, async () => {
    const event = await getEvent(ctx, args.params.eventId ?? '');
    const view = toEventView(event, { locale: supportedLocale(ctx.actor.locale), now: ctx.now });
    return { view, mayReplay: ctx.actor.role === 'admin' && view.isSettled, reading: reading() };
  });
}

export async function action(args: ActionFunctionArgs) {
  const ctx = await requirePage(args, 'admin');
  const stripeEventId = args.params.eventId ?? '';
  return loadPage(args, async () => {
    const form = await readForm(args.request);
    const refusal = await submitForm(() =>
      replayEvents(ctx, {
        selection: { stripeEventIds: [stripeEventId] },
        reason: String(form.get('reason') ?? ''),
      }),
    );
    if (refusal !== null) return data({ refusal }, { status: 422 });
    await args.context.runtime.wake({ look: 'events' });
    throw redirect(`/admin/billing/events/${encodeURIComponent(stripeEventId)}`);
  });
}

export default function EventPage() {
  const { view, mayReplay } = useLoaderData<typeof loader>();
  const refusal = useActionData<typeof action>()?.refusal ?? null;
  useAutoRefresh(view.isUnderWay);
  return (
    <>
      <PageHeader
        above={
          <Link to="/admin/billing/events" className={`${LINK_CLASS} text-sm`}>
            Webhook log
          </Link>
        }
        title={
          <span className="flex flex-wrap items-center gap-3">
            {view.type}
            <Chip tone={view.status.tone}>{view.status.label}</Chip>
          </span>
        }
      >
        {view.meaning}
      </PageHeader>
      {view.lastError !== null && (
        <Notice
          tone={view.isDead ? 'danger' : 'warning'}
          title={view.isDead ? 'This event is dead' : 'The last try failed'}
        >
          <span className="break-words">{view.lastError}</span>
        </Notice>
      )}
      <div className="max-w-[880px] space-y-6">
        <Card labelledBy="facts-title">
          <CardHeader id="facts-title" title="What it is" />
          <div className="border-divider border-t px-4 py-5 md:px-6">
            <DefinitionList
              items={[
                { term: 'Event', value: <Mono>{view.stripeEventId}</Mono> },
                { term: 'About', value: view.objectId === null ? '–' : <Mono>{view.objectId}</Mono> },
                { term: 'Read as', value: <Mono>{view.subject}</Mono> },
                {
                  term: 'Customer',
                  value:
                    view.customer === null ? (
                      'None of ours'
                    ) : (
                      <Link to={customerPath(view.customer.id)} className={LINK_CLASS}>
                        {view.customer.name}
                      </Link>
                    ),
                },
                ...(view.invoice === null
                  ? []
                  : [
                      {
                        term: 'Invoice',
                        value: (
                          <Link to={view.invoice.path} className={LINK_CLASS}>
                            {view.invoice.number}
                          </Link>
                        ),
                      },
                    ]),
                { term: 'API version', value: `${view.apiVersion} (${view.mode} mode)` },
                { term: 'Happened', value: view.created },
                { term: 'Received', value: `${view.received}, by ${view.foundBy}` },
                {
                  term: view.nextTry === null ? 'Ended' : 'Next try',
                  value: view.nextTry ?? view.finished ?? '–',
                },
                { term: 'So far', value: view.counts },
              ]}
            />
          </div>
        </Card>
        <TriesCard tries={view.tries} />
        {mayReplay && <ReplayForm refusal={refusal} />}
        <Card labelledBy="payload-title">
          <CardHeader id="payload-title" title="Payload">
            {view.payload === null
              ? `Trimmed on ${view.trimmed ?? 'an earlier day'}; payloads are kept for 90 days.`
              : 'As Stripe sent it.'}
          </CardHeader>
          {view.payload !== null && (
            <section
              aria-label="Payload"
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
              tabIndex={0}
              className="max-h-[40rem] overflow-auto border-divider border-t"
            >
              <pre className="px-4 py-4 font-mono text-xs leading-5 md:px-6">
                {view.payload.text}
                {view.payload.isCut && '\n… (cut)'}
              </pre>
            </section>
          )}
        </Card>
      </div>
    </>
  );
}
