import { Form } from '@remix-run/react';
import { Button } from '../../components/ui/button.tsx';
import { Card } from '../../components/ui/card.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import { Mono } from '../../components/ui/mono.tsx';
import type { SealView } from './audit-view.ts';
import type { AuditFilterValues } from './filter-form.tsx';

const CHIPS = { success: 'Intact', warning: 'In part', danger: 'Broken', neutral: 'Unknown' };

/** Whether the trail still is what was written, and a button that finds out. */
export function SealCard({ seal, values }: { seal: SealView; values: AuditFilterValues }) {
  return (
    <Card labelledBy="seal-title" className="mb-6">
      <div className="flex flex-wrap items-center justify-between gap-4 px-4 py-4 md:px-6">
        <div className="min-w-0 text-sm">
          <div className="flex flex-wrap items-center gap-3">
            <h2 id="seal-title" className="font-semibold text-base text-strong">
              {seal.title}
            </h2>
            <Chip tone={seal.tone}>{CHIPS[seal.tone]}</Chip>
          </div>
          <p className="mt-1 text-muted tabular-nums">{seal.facts.join(' · ')}</p>
          {seal.head !== null && (
            <p className="text-muted text-xs">
              Head <Mono>{seal.head}</Mono>
            </p>
          )}
        </div>
        <Form method="get">
          {Object.entries(values).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <Button name="verify" value="1">
            Verify now
          </Button>
        </Form>
      </div>
    </Card>
  );
}
