import { Link } from '@remix-run/react';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { Facts } from '../../components/ui/page-header.tsx';
import type { CaseView } from './runs-view.ts';

/** What no repair may decide; each has a page where a person decides it. */
export function CasesCard({ cases }: { cases: readonly CaseView[] }) {
  return (
    <Card labelledBy="cases-title">
      <CardHeader id="cases-title" title="Waiting for a person">
        What no repair may decide. Nothing is credited by itself.
      </CardHeader>
      <ul aria-label="Open cases" className="divide-y divide-divider border-divider border-t">
        {cases.map((row) => (
          <li
            key={row.id}
            className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 px-4 py-4 text-sm md:px-6"
          >
            <div className="min-w-0 flex-1">
              <Link to={`/admin/billing/reconciliation/cases/${row.id}`} className={LINK_CLASS}>
                {row.customer}
              </Link>
              <p className="break-words text-muted">{row.why}</p>
              <div className="text-muted text-xs">
                <Facts>
                  <span>{row.what}</span>
                  <span className="whitespace-normal break-all">{row.about}</span>
                  <span>{row.since}</span>
                </Facts>
              </div>
            </div>
            <span className="whitespace-nowrap font-medium text-strong tabular-nums">{row.amount}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
