import { useSearchParams } from '@remix-run/react';
import { ButtonLink } from '../../components/ui/button.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { customerQuery } from '../customer-query.ts';
import type { FailedPaymentView } from './failed-payment-view.ts';
import { PayLink } from './pay-link.tsx';

/** A notice for each, with a way to pay it and one to its invoice. */
export function FailedPayments({ payments }: { payments: readonly FailedPaymentView[] }) {
  const [search] = useSearchParams();
  return payments.map(({ invoiceId, tone, title, text, payUrl }) => (
    <Notice
      key={invoiceId}
      tone={tone}
      title={title}
      action={
        <span className="flex flex-wrap gap-2">
          {payUrl !== null && <PayLink payUrl={payUrl} />}
          <ButtonLink size="sm" to={`/billing/invoices/${invoiceId}${customerQuery(search)}`}>
            See the invoice
          </ButtonLink>
        </span>
      }
    >
      {text}
    </Notice>
  ));
}
