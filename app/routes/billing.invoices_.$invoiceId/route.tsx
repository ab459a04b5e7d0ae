import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/cloudflare';
import { Link, useLoaderData, useSearchParams } from '@remix-run/react';
import { ChevronLeft, Download } from 'lucide-react';
import { buttonClass } from '../../components/ui/button.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { loadCustomerPage } from '../../pages/customer-page.server.ts';
import { customerQuery } from '../../pages/customer-query.ts';
import { PayLink } from '../../pages/failed-payments/pay-link.tsx';
import { invoicePdfPath } from '../../pages/invoice-paths.ts';
import { getInvoice } from '../../services/invoices/get-invoice.ts';
import { toInvoiceView } from './invoice-view.server.ts';
import { LinesCard } from './lines-card.tsx';
import { PaymentsCard } from './payments-card.tsx';
import { SummaryCard } from './summary-card.tsx';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Invoice ${data?.invoice.number ?? ''} · ApexMediation` },
];

export function loader(args: LoaderFunctionArgs) {
  return loadCustomerPage(args, 'invoice.read', async ({ ctx, customerId, locale, reading }) => {
    const invoiceId = args.params.invoiceId ?? '';
    const invoice = await getInvoice(ctx, { customerId, invoiceId });
    const reader = { locale, mayPay: ctx.actor.kind === 'publisher' };
    return { invoice: toInvoiceView(invoice, reader), reading: reading() };
  });
}

export default function InvoicePage() {
  const { invoice } = useLoaderData<typeof loader>();
  const [search] = useSearchParams();
  const query = customerQuery(search);
  return (
    <>
      <PageHeader
        above={
          <Link
            to={`/billing/invoices${query}`}
            className="mb-2 -ml-1 inline-flex items-center gap-1 rounded-sm text-muted text-sm hover:text-strong"
          >
            <ChevronLeft aria-hidden="true" className="size-4" />
            Invoices
          </Link>
        }
        title={
          <span className="flex flex-wrap items-center gap-3">
            <span>Invoice {invoice.number}</span>
            <Chip tone={invoice.status.tone}>{invoice.status.label}</Chip>
          </span>
        }
        actions={
          invoice.hasPdf && (
            <a href={invoicePdfPath(invoice.id, query)} download className={buttonClass({ kind: 'primary' })}>
              <Download aria-hidden="true" className="size-4" />
              Download PDF
            </a>
          )
        }
      />
      {invoice.notice && (
        <Notice
          tone={invoice.notice.tone}
          title={invoice.notice.title}
          action={invoice.notice.payUrl !== null && <PayLink payUrl={invoice.notice.payUrl} />}
        >
          {invoice.notice.text}
        </Notice>
      )}
      <div className="grid items-start gap-6 xl:grid-cols-[1fr_340px]">
        <div className="min-w-0 space-y-6">
          <LinesCard invoice={invoice} />
          <PaymentsCard entries={invoice.timeline} />
        </div>
        <SummaryCard invoice={invoice} />
      </div>
    </>
  );
}
