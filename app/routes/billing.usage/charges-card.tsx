import { Card } from '../../components/ui/card.tsx';
import type { ChargesView } from './usage-view.ts';

export function ChargesCard({ charges }: { charges: ChargesView }) {
  return (
    <Card labelledBy="charges-title">
      <div className="grid grid-cols-2 gap-x-8 gap-y-5 px-4 py-5 md:grid-cols-3 md:px-6 xl:grid-cols-[1.3fr_1fr_1fr_1fr]">
        <div className="col-span-2 md:col-span-3 xl:col-span-1">
          <h2 id="charges-title" className="text-muted text-sm">
            This period so far
          </h2>
          <p className="mt-1 font-semibold text-2xl tabular-nums tracking-tight">{charges.total}</p>
          <p className="mt-1 text-muted text-xs">Before tax and credits</p>
        </div>
        <Part label="Base fee" value={charges.baseFee} note="Billed in advance" />
        <Part
          label="Overage"
          value={charges.overage}
          note={charges.hasOverage ? 'Grows with further usage' : 'Within your plan'}
        />
        <Part label="Next invoice" value={charges.invoiceDate} note="When this period ends" />
      </div>
    </Card>
  );
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
