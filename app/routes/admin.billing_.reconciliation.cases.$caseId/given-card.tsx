import { Link } from '@remix-run/react';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { Mono } from '../../components/ui/mono.tsx';
import type { GivenView } from './case-view.ts';

/** The credit notes of a decision, and how far each has come. */
export function GivenCard({ given }: { given: readonly GivenView[] }) {
  return (
    <Card labelledBy="given-title">
      <CardHeader id="given-title" title="What was given back" />
      <ul aria-label="Credits" className="divide-y divide-divider border-divider border-t">
        {given.map((credit) => (
          <li
            key={credit.id}
            className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 px-4 py-4 text-sm md:px-6"
          >
            <div className="min-w-0 flex-1 space-y-1">
              <p className="flex flex-wrap items-center gap-2">
                <Chip tone={credit.status.tone}>{credit.status.label}</Chip>
                <Mono>{credit.note}</Mono>
                {credit.invoice !== null && (
                  <Link to={credit.invoice.path} className={LINK_CLASS}>
                    {credit.invoice.label}
                  </Link>
                )}
              </p>
              <p className="break-words text-muted">{credit.description}</p>
              {credit.error !== null && <p className="break-words text-on-danger">{credit.error}</p>}
              {credit.settlePath !== null && (
                <Link to={credit.settlePath} className={LINK_CLASS}>
                  Settle what is left by hand
                </Link>
              )}
            </div>
            <span className="whitespace-nowrap font-medium text-strong tabular-nums">{credit.amount}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
