import { Link } from '@remix-run/react';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { Mono } from '../../components/ui/mono.tsx';
import type { TimelineEntry } from './story-view.ts';

export function TimelineCard({ entries }: { entries: readonly TimelineEntry[] }) {
  return (
    <Card labelledBy="story-timeline">
      <CardHeader id="story-timeline" title="Timeline">
        Invoices, payments, dunning, notices, usage limits and what Stripe told us, the newest first.
      </CardHeader>
      <ol className="divide-y divide-divider border-divider border-t text-sm">
        {entries.map((entry) => (
          <li
            key={entry.key}
            className="grid gap-x-4 gap-y-1 px-4 py-2.5 md:grid-cols-[13rem_7.5rem_minmax(0,1fr)] md:px-6"
          >
            <time dateTime={entry.at} className="text-muted tabular-nums">
              {entry.when}
            </time>
            <span>
              <Chip tone={entry.tone}>{entry.kind}</Chip>
            </span>
            <span className="min-w-0 break-words">
              {entry.to === null ? (
                entry.text
              ) : (
                <Link to={entry.to} className={LINK_CLASS}>
                  {entry.text}
                </Link>
              )}
              {entry.code !== null && (
                <span className="block text-muted text-xs">
                  <Mono>{entry.code}</Mono>
                </span>
              )}
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}
