import { Card } from '../../components/ui/card.tsx';
import { DefinitionList } from '../../components/ui/definition-list.tsx';
import { Mono } from '../../components/ui/mono.tsx';
import type { InvoiceView } from './invoice-view.ts';

/** First on a small screen, beside the charges on a large one. */
export function SummaryCard({ invoice }: { invoice: InvoiceView }) {
  const { headline, facts, billTo, stripeInvoiceId } = invoice;
  return (
    <Card labelledBy="summary-title" className="max-xl:order-first">
      <div className="px-4 py-5 md:px-6">
        <h2 id="summary-title" className="text-muted text-sm">
          {headline.label}
        </h2>
        <p className="mt-1 font-semibold text-2xl tabular-nums tracking-tight">{headline.amount}</p>
        <p className="mt-1 text-muted text-xs">{headline.note}</p>
      </div>
      <div className="grid gap-x-10 md:max-xl:grid-cols-2">
        <div className="border-divider border-t px-4 py-5 md:px-6">
          <DefinitionList items={[...facts, { term: 'Stripe id', value: <Mono>{stripeInvoiceId}</Mono> }]} />
        </div>
        <div className="border-divider border-t px-4 py-5 text-sm md:px-6">
          <h3 className="mb-1 text-muted">Billed to</h3>
          <address className="not-italic">
            {billTo.map((line) => (
              <span key={line} className="block break-words first:font-medium">
                {line}
              </span>
            ))}
          </address>
        </div>
      </div>
    </Card>
  );
}
