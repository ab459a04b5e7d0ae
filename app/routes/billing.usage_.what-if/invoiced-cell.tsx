import { Check } from 'lucide-react';
import type { InvoicedView } from './what-if-view.ts';

/** The check mark says that the bill is what the plan of today makes of the usage, to the minor unit. */
export function InvoicedCell({ invoiced }: { invoiced: InvoicedView }) {
  if (invoiced.amount === null) return <span className="text-muted">{invoiced.note}</span>;
  return (
    <>
      <span className="inline-flex items-center gap-1.5">
        {invoiced.isEqual && (
          <>
            <Check aria-hidden="true" className="size-4 text-on-success" />
            <span className="sr-only">{invoiced.note}: </span>
          </>
        )}
        {invoiced.amount}
      </span>
      {!invoiced.isEqual && invoiced.note !== null && (
        <span className="block text-muted text-xs">{invoiced.note}</span>
      )}
    </>
  );
}
