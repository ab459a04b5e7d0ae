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
          <div key={term} className="flex gap-3">
            <Fingerprint aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-muted" />
            <div className="min-w-0">
              <dt className="text-muted text-xs">{term}</dt>
              <dd>
                <Mono>{digest}</Mono>
              </dd>
            </div>
          </div>
        ))}
      </dl>
    </Card>
  );
}
