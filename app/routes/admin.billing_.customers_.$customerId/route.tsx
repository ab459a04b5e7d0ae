import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/cloudflare';
import { Link, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { ButtonLink } from '../../components/ui/button.tsx';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { DefinitionList } from '../../components/ui/definition-list.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { Mono } from '../../components/ui/mono.tsx';
import { Facts, PageHeader } from '../../components/ui/page-header.tsx';
import { supportedLocale } from '../../format/locale.ts';
import { pageProblem } from '../../http/page-error.ts';
import { loadPage } from '../../pages/load-page.server.ts';
import { requireStaffPage } from '../../pages/staff-page.server.ts';
import { getCustomerStory } from '../../services/customers/get-customer-story.ts';
import { AuditRow } from '../admin.billing_.audit/audit-row.tsx';
import { toStoryView } from './story-view.server.ts';
import type { StoryView } from './story-view.ts';
import { DunningCard, InvoicesCard, PaymentsCard, SubscriptionsCard } from './tables.tsx';
import { TimelineCard } from './timeline-card.tsx';
import { UsageCard } from './usage-card.tsx';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.view.name ?? 'Customer'} · ApexMediation` },
];

export async function loader(args: LoaderFunctionArgs) {
  const { ctx, reading } = await requireStaffPage(args);
  const customerId = z.guid().safeParse(args.params.customerId).data?.toLowerCase();
  if (customerId === undefined) throw pageProblem(404, args.context.requestId);
  return loadPage(args, async () => {
    const story = await getCustomerStory(ctx, { customerId });
    return { view: toStoryView(story, supportedLocale(ctx.actor.locale)), reading: reading() };
  });
}

export default function CustomerStoryPage() {
  const { view } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader
        title={view.name}
        above={
          <Link to="/admin/billing/customers" className={`${LINK_CLASS} text-sm`}>
            Customers
          </Link>
        }
        actions={view.links.map(({ to, label }) => (
          <ButtonLink key={to} to={to} size="sm">
            {label}
          </ButtonLink>
        ))}
      >
        <Facts>
          {view.facts.map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
        </Facts>
      </PageHeader>
      <div className="space-y-6">
        <UsageCard usage={view.usage} ratingCheck={view.ratingCheck} />
        <SubscriptionsCard rows={view.subscriptions} />
        <DetailsCard view={view} />
        <div className="grid items-start gap-6 xl:grid-cols-2">
          <InvoicesCard rows={view.invoices} />
          <PaymentsCard rows={view.payments} />
        </div>
        <DunningCard rows={view.dunning} />
        <TimelineCard entries={view.timeline} />
        <AuditCard view={view} />
      </div>
    </>
  );
}

function DetailsCard({ view }: { view: StoryView }) {
  return (
    <Card labelledBy="story-details">
      <CardHeader id="story-details" title="Details" />
      <div className="px-4 pb-5 md:px-6">
        <DefinitionList
          items={view.details.map(({ term, value, isId }) => ({
            term,
            value: isId ? <Mono>{value}</Mono> : value,
          }))}
        />
      </div>
    </Card>
  );
}

function AuditCard({ view }: { view: StoryView }) {
  return (
    <Card labelledBy="story-audit">
      <CardHeader
        id="story-audit"
        title="Audit"
        aside={
          <Link to={view.auditLink} className={`${LINK_CLASS} text-sm`}>
            All rows
          </Link>
        }
      >
        {view.audit.length === 0 && 'Nothing has been written about this customer yet.'}
      </CardHeader>
      {view.audit.length > 0 && (
        <ul aria-label="Audit rows" className="divide-y divide-divider border-divider border-t">
          {view.audit.map((row) => (
            <li key={row.id}>
              <AuditRow row={row} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
