import { Link, useSearchParams } from '@remix-run/react';
import { Card } from '../../components/ui/card.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { customerQuery } from '../../pages/customer-query.ts';
import { MinimumRow } from './minimum-row.tsx';
import { NextInvoiceRow } from './next-invoice-row.tsx';
import type { NextInvoiceView } from './next-invoice-view.ts';
import type { ChargesView } from './usage-view.ts';

export function ChargesCard({ charges, isRunning }: { charges: ChargesView; isRunning: boolean }) {
  if (!isRunning) return <ClosedCharges charges={charges} />;
  const { minimum, expected, nextInvoice } = charges;
  return (
    <Card labelledBy="charges-title">
      <div className="grid grid-cols-2 gap-x-8 gap-y-5 px-4 py-5 md:grid-cols-3 md:px-6 xl:grid-cols-[1.2fr_1.2fr_1fr_1fr_1.2fr]">
        <div className="col-span-2 md:col-span-3 xl:col-span-1">
          <h2 id="charges-title" className="text-muted text-sm">
            This period so far
          </h2>
          <p className="mt-1 font-semibold text-2xl tabular-nums tracking-tight">{charges.total}</p>
          <p className="mt-1 text-muted text-xs">
            {minimum === null ? 'Before tax and credits' : 'Before tax and credits, without the true-up'}
          </p>
        </div>
        <Part
          label="Expected by the end"
          value={expected?.total ?? '–'}
          note={
            expected === null
              ? 'From the third day on'
              : `Likely ${expected.range}${minimum?.isForeseen === true ? ', the true-up included' : ''}`
          }
        />
        <Part label="Base fee" value={charges.baseFee} note={charges.baseFeeNote} />
        <Part
          label="Overage"
          value={charges.overage}
          note={charges.hasOverage ? 'Grows with further usage' : 'Within your plan'}
        />
        {nextInvoice !== null && (
          <Part
            label="Next invoice"
            value={nextInvoice.previewed?.due ?? nextInvoice.subtotal}
            note={nextInvoiceNote(nextInvoice, { hasTrueUp: minimum?.isForeseen === true })}
          />
        )}
      </div>
      {minimum !== null && <MinimumRow minimum={minimum} />}
      {nextInvoice !== null && <NextInvoiceRow nextInvoice={nextInvoice} />}
    </Card>
  );
}

/** What the amount is of, and what is in it. */
function nextInvoiceNote(
  { date, previewed }: NextInvoiceView,
  { hasTrueUp }: { hasTrueUp: boolean },
): string {
  const trueUp = hasTrueUp ? ', with the true-up' : '';
  if (previewed === null) return `${date}, as it stands, before discounts, tax and credits${trueUp}`;
  return `Due on ${date} as it stands${trueUp}, tax and credit previewed ${previewed.age}`;
}

function Part({ label, value, note }: { label: string; value: string; note: string }) {
  return (
    <div className="border-divider xl:border-l xl:pl-8">
      <p className="text-muted text-sm">{label}</p>
      <p className="mt-1 font-semibold text-lg tabular-nums tracking-tight">{value}</p>
      <p className="mt-1 text-muted text-xs">{note}</p>
    </div>
  );
}

function ClosedCharges({ charges }: { charges: ChargesView }) {
  const { invoice, notInvoiced, overage, later, trueUp } = charges;
  const [search] = useSearchParams();
  return (
    <Card labelledBy="charges-title">
      <div className="grid grid-cols-2 gap-x-8 gap-y-5 px-4 py-5 md:grid-cols-3 md:px-6 xl:grid-cols-[repeat(auto-fit,minmax(180px,1fr))]">
        <div className="max-md:col-span-2">
          <h2 id="charges-title" className="text-muted text-sm">
            {invoice === null ? notInvoiced.title : 'Invoiced'}
          </h2>
          <p className="mt-1 font-semibold text-2xl tabular-nums tracking-tight">{invoice?.total ?? '–'}</p>
          <p className="mt-1 text-muted text-xs">
            {invoice === null ? notInvoiced.note : 'With the next base fee, tax and credits'}
          </p>
        </div>
        <Part
          label={invoice === null ? 'Overage of this period' : 'Overage on the invoice'}
          value={overage}
          note="Of this period, before discounts and tax"
        />
        {trueUp !== null && <Part label="True-up to the minimum" value={trueUp.total} note={trueUp.note} />}
        {later !== null && <Part label="Late and corrected usage" value={later.total} note={later.note} />}
        {invoice !== null && (
          <div className="border-divider xl:border-l xl:pl-8">
            <p className="text-muted text-sm">Invoice</p>
            <p className="mt-1 font-semibold text-base md:text-lg">
              <Link to={`/billing/invoices/${invoice.id}${customerQuery(search)}`} className={LINK_CLASS}>
                {invoice.label}
              </Link>
            </p>
            <p className="mt-1">
              <Chip tone={invoice.status.tone}>{invoice.status.label}</Chip>
            </p>
          </div>
        )}
      </div>
    </Card>
  );
}
