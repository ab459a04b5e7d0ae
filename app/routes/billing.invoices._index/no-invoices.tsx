import { Link, useSearchParams } from '@remix-run/react';
import { FileText, SearchX } from 'lucide-react';
import { ButtonLink, buttonClass } from '../../components/ui/button.tsx';
import { Card } from '../../components/ui/card.tsx';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import { customerQuery } from '../../pages/customer-query.ts';
import type { InvoicesView } from './invoices-view.ts';

export function NoInvoices({ view }: { view: InvoicesView }) {
  const [search] = useSearchParams();
  const all = customerQuery(search) || '?';
  if (view.hasFilters || view.total > 0) {
    return (
      <Card>
        <EmptyState
          icon={SearchX}
          title={view.hasFilters ? 'No invoice matches' : 'No invoices on this page'}
          action={
            <Link to={all} className={buttonClass()}>
              Show all invoices
            </Link>
          }
        >
          {view.hasFilters
            ? 'Try another status or a wider range of dates.'
            : `There are ${view.rangeLabel}, all on earlier pages.`}
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card>
      <EmptyState
        icon={FileText}
        title="No invoices yet"
        action={<ButtonLink to={`/billing/usage${customerQuery(search)}`}>See usage</ButtonLink>}
      >
        The first one is issued when a plan begins, then one at the end of each billing period.
      </EmptyState>
    </Card>
  );
}
