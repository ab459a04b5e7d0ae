import { useSearchParams } from '@remix-run/react';
import { ButtonLink } from '../../components/ui/button.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { customerQuery } from '../../pages/customer-query.ts';
import type { SubscriptionNote, UsageView } from './usage-view.ts';

type Noted = Pick<UsageView, 'isRunning' | 'subscriptionNotes' | 'freshness' | 'hasUsage'>;

export function UsageNotices({ usage }: { usage: Noted }) {
  return (
    <>
      {usage.subscriptionNotes.map((note) => (
        <SubscriptionNotice key={note.title} note={note} />
      ))}
      {usage.isRunning && <FreshnessNotice usage={usage} />}
    </>
  );
}

function SubscriptionNotice({ note }: { note: SubscriptionNote }) {
  return (
    <Notice tone={note.tone} title={note.title} action={note.showsInvoices && <SeeInvoices />}>
      {note.text}
    </Notice>
  );
}

function SeeInvoices() {
  const [search] = useSearchParams();
  return (
    <ButtonLink size="sm" to={`/billing/invoices${customerQuery(search)}`}>
      See invoices
    </ButtonLink>
  );
}

function FreshnessNotice({ usage: { freshness, hasUsage } }: { usage: Noted }) {
  return (
    <>
      {freshness.state === 'stale' && (
        <Notice tone="warning" title="These figures are older than usual">
          Usage was last synced {freshness.age}. Nothing is lost: what came in since then is added with the
          next sync.
        </Notice>
      )}
      {freshness.state === 'never' && (
        <Notice tone="info" title="The first sync is on its way">
          Usage is synced once an hour, so the first figures appear within the hour.
        </Notice>
      )}
      {freshness.state === 'fresh' && !hasUsage && (
        <Notice tone="info" title="No usage in this period yet">
          Traffic shows up here within the hour after it happens.
        </Notice>
      )}
    </>
  );
}
