import type { NextInvoiceView } from './next-invoice-view.ts';

/** What the next invoice is made of, as things stand. */
export function NextInvoiceRow({
  nextInvoice: { total, date, parts, lastTax },
}: {
  nextInvoice: NextInvoiceView;
}) {
  return (
    <details className="border-divider border-t px-4 py-3 text-sm md:px-6">
      <summary className="w-fit cursor-pointer rounded-sm text-muted hover:text-strong">
        How the next invoice adds up
      </summary>
      <dl className="mt-2 max-w-md space-y-1.5 tabular-nums">
        {parts.map(({ label, amount }) => (
          <div key={label} className="flex justify-between gap-4">
            <dt className="text-muted">{label}</dt>
            <dd>{amount}</dd>
          </div>
        ))}
        <div className="flex justify-between gap-4 border-divider border-t pt-1.5 font-semibold">
          <dt>On {date}, as it stands</dt>
          <dd>{total}</dd>
        </div>
      </dl>
      <p className="mt-2 max-w-prose text-muted text-xs">
        By our own rating. Discounts, tax and credit on your account come on top or off when the invoice is
        made. {lastTax}
      </p>
    </details>
  );
}
