import { Link } from '@remix-run/react';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { ConfirmForm, type RefusedConfirmation } from '../../components/ui/confirm-form.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { Facts } from '../../components/ui/page-header.tsx';
import type { CaseView } from './runs-view.ts';

export type RefusedDecision = RefusedConfirmation & { id: string };

interface CasesCardProps {
  cases: readonly CaseView[];
  mayDecide: boolean;
  keyword: string;
  refused: RefusedDecision | null;
}

/** What no repair may decide; a person writes down what was done about it. */
export function CasesCard({ cases, mayDecide, keyword, refused }: CasesCardProps) {
  return (
    <Card labelledBy="cases-title">
      <CardHeader id="cases-title" title="Waiting for a person">
        What no repair may decide. Nothing is credited by itself.
      </CardHeader>
      <ul aria-label="Open cases" className="divide-y divide-divider border-divider border-t">
        {cases.map((row) => (
          <li key={row.id} className="space-y-3 px-4 py-4 md:px-6">
            <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 text-sm">
              <div className="min-w-0">
                <Link to={`/admin/billing/reconciliation/${row.runId}`} className={LINK_CLASS}>
                  {row.customer}
                </Link>
                <p className="break-words text-muted">{row.why}</p>
                <div className="text-muted text-xs">
                  <Facts>
                    <span>{row.what}</span>
                    <span>{row.about}</span>
                    <span>{row.since}</span>
                  </Facts>
                </div>
              </div>
              <span className="whitespace-nowrap font-medium text-strong tabular-nums">{row.amount}</span>
            </div>
            {mayDecide && (
              <ConfirmForm
                title="Write down the decision"
                keyword={keyword}
                button="Close the case"
                hidden={{ intent: 'decide', id: row.id }}
                refused={refused?.id === row.id ? refused : null}
              >
                Give the credit in Stripe first, if there is one to give. This closes the case and moves no
                money; the difference is not told again while it stays as it is.
              </ConfirmForm>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
