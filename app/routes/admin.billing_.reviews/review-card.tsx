import { Link } from '@remix-run/react';
import { Card } from '../../components/ui/card.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { Mono } from '../../components/ui/mono.tsx';
import { DecisionForm, type SubmittedDecision } from './decision-form.tsx';
import type { ReviewView } from './reviews-view.ts';

export function ReviewCard({
  review,
  submitted,
}: {
  review: ReviewView;
  submitted: SubmittedDecision | null;
}) {
  const titleId = `review-${review.invoiceId}`;
  const invoicePath = `/billing/invoices/${review.invoiceId}?customer_id=${review.customerId}`;
  return (
    <Card labelledBy={titleId}>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 px-4 pt-4 md:px-6 md:pt-5">
        <div className="min-w-0">
          <h2 id={titleId} className="flex flex-wrap items-center gap-3 font-semibold text-base">
            <Link to={invoicePath} className={LINK_CLASS}>
              {review.title}
            </Link>
            <Chip tone={review.status.tone}>{review.status.label}</Chip>
          </h2>
          <p className="mt-1 text-muted text-sm">
            {review.customerName} · {review.period}
          </p>
          <p className="text-muted text-xs">
            <Mono>{review.stripeInvoiceId}</Mono>
          </p>
        </div>
        <div className="md:text-right">
          <p className="font-semibold text-lg tabular-nums">{review.total}</p>
          <p className="text-muted text-xs">{review.reviewed}</p>
        </div>
      </div>
      <ul className="mt-4 divide-y divide-divider border-divider border-t">
        {review.findings.map(({ code, text, evidence }) => (
          <li key={code} className="px-4 py-3 text-sm md:px-6">
            <p className="font-medium text-strong">{text}</p>
            <dl className="mt-1 flex flex-wrap gap-x-6 gap-y-1">
              {evidence.map(({ term, value }) => (
                <div key={term} className="flex gap-2">
                  <dt className="text-muted">{term}</dt>
                  <dd className="break-all tabular-nums">{value}</dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
      {review.resolution !== null && (
        <p className="border-divider border-t px-4 py-3 text-muted text-sm md:px-6">{review.resolution}</p>
      )}
      {review.decisions.length > 0 && (
        <div className="grid gap-3 border-divider border-t px-4 py-4 md:grid-cols-2 md:px-6">
          {review.decisions.map((decision) => (
            <DecisionForm
              key={decision}
              invoiceId={review.invoiceId}
              decision={decision}
              submitted={submitted}
            />
          ))}
        </div>
      )}
    </Card>
  );
}
