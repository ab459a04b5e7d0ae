import type { InvoicePart, NextInvoiceView } from './next-invoice-view.ts';

/** What the next invoice is made of as things stand, down to what is expected to be due of it. */
export function NextInvoiceRow({
  nextInvoice: { date, subtotal, parts, previewed, note },
}: {
  nextInvoice: NextInvoiceView;
}) {
  return (
    <details className="border-divider border-t px-4 py-3 text-sm md:px-6">
      <summary className="w-fit cursor-pointer rounded-sm text-muted hover:text-strong">
        How the next invoice adds up
      </summary>
      <dl className="mt-2 max-w-md space-y-1.5 tabular-nums">
        <Parts parts={parts} />
        {previewed === null ? (
          <Total label={`On ${date}, before discounts, tax and credit`} amount={subtotal} />
        ) : (
          <>
            <Total label="Subtotal" amount={subtotal} />
            <Parts parts={previewed.parts} />
            <Total label={`Expected to be due on ${date}`} amount={previewed.due} />
          </>
        )}
      </dl>
      <p className="mt-2 max-w-prose text-muted text-xs">
        {previewed === null ? 'By our own rating.' : 'The subtotal is by our own rating.'} {note}
      </p>
    </details>
  );
}

function Parts({ parts }: { parts: readonly InvoicePart[] }) {
  return parts.map(({ label, amount }) => (
    <div key={label} className="flex justify-between gap-4">
      <dt className="text-muted">{label}</dt>
      <dd>{amount}</dd>
    </div>
  ));
}

function Total({ label, amount }: InvoicePart) {
  return (
    <div className="flex justify-between gap-4 border-divider border-t pt-1.5 font-semibold">
      <dt>{label}</dt>
      <dd>{amount}</dd>
    </div>
  );
}
