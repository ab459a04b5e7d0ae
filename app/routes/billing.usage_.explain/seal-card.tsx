import { Fingerprint } from 'lucide-react';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import { Mono } from '../../components/ui/mono.tsx';
import type { SealView } from './explain-view.ts';

const CHIPS = {
  unchanged: { tone: 'success', label: 'Proven' },
  changed: { tone: 'warning', label: 'Corrected' },
  open: { tone: 'info', label: 'Open' },
} as const;

export function SealCard({ seal }: { seal: SealView }) {
  const { tone, label } = CHIPS[seal.state];
  return (
    <Card labelledBy="seal-title">
      <CardHeader id="seal-title" title={seal.title} aside={<Chip tone={tone}>{label}</Chip>}>
        {seal.text}
      </CardHeader>
      <dl className="space-y-3 border-divider border-t px-4 py-4 text-sm md:px-6">
        {seal.digests.map(({ term, digest }) => (
          <div key={term} className="min-w-0">
            <dt className="flex items-center gap-3 text-muted text-xs">
              <Fingerprint aria-hidden="true" className="size-4 shrink-0" />
              {term}
            </dt>
            <dd className="pl-7">
              <Mono>{digest}</Mono>
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
