import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/cloudflare';
import { Link, useLoaderData, useSearchParams } from '@remix-run/react';
import { ChevronLeft } from 'lucide-react';
import { Chip } from '../../components/ui/chip.tsx';
import { Exact } from '../../components/ui/exact.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { Facts, PageHeader } from '../../components/ui/page-header.tsx';
import { parseQuery } from '../../http/api/parse-query.ts';
import { explainQuerySchema } from '../../http/api/usage-insight-queries.ts';
import { loadCustomerPage } from '../../pages/customer-page.server.ts';
import { customerQuery } from '../../pages/customer-query.ts';
import { explainCharge } from '../../services/usage/explain/explain-charge.ts';
import { toExplainView } from './explain-view.server.ts';
import { LateCard } from './late-card.tsx';
import { RowsCard } from './rows-card.tsx';
import { SealCard } from './seal-card.tsx';
import { TierWalkCard } from './tier-walk-card.tsx';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.view.label ?? 'Usage'} explained · ApexMediation` },
];

export function loader(args: LoaderFunctionArgs) {
  return loadCustomerPage(args, 'usage.explain_read', async ({ ctx, customerId, locale, reading }) => {
    const search = new URL(args.request.url).searchParams;
    const { metric, period_start: at, day = 'busiest' } = parseQuery(explainQuerySchema, search);
    const explained = await explainCharge(ctx, {
      customerId,
      metric,
      ...(at && { at }),
      day,
    });
    const customerSuffix = customerQuery(search).replace('?', '&');
    return {
      view: toExplainView(explained, { locale, customerSuffix }),
      reading: reading(),
    };
  });
}

export default function ExplainPage() {
  const { view } = useLoaderData<typeof loader>();
  const [search] = useSearchParams();
  const query = customerQuery(search);
  return (
    <>
      <PageHeader
        above={
          <Link
            to={`/billing/usage${query}`}
            className="mb-2 -ml-1 inline-flex items-center gap-1 rounded-sm text-muted text-sm hover:text-strong"
          >
            <ChevronLeft aria-hidden="true" className="size-4" />
            Usage
          </Link>
        }
        title={
          <span className="flex flex-wrap items-center gap-3">
            {view.label}
            <span className="tabular-nums">{view.total}</span>
            <span className="tracking-normal">
              <Chip tone={view.verdict.tone} isSentence>
                {view.verdict.text}
              </Chip>
            </span>
          </span>
        }
      >
        <Facts>
          <span>{view.periodLabel}</span>
          <Exact exact={view.chargedExact}>{view.charged}</Exact>
          {view.invoice && (
            <Link to={`/billing/invoices/${view.invoice.id}${query}`} className={LINK_CLASS}>
              Invoice {view.invoice.label}
            </Link>
          )}
        </Facts>
      </PageHeader>
      <div className="space-y-6">
        <TierWalkCard view={view} />
        {(view.late.length > 0 || view.buckets !== null) && (
          <LateCard late={view.late} buckets={view.buckets} />
        )}
        <RowsCard view={view} />
        <SealCard seal={view.seal} />
      </div>
    </>
  );
}
