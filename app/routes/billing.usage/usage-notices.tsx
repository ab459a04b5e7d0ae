import { useSearchParams } from '@remix-run/react';
import { ButtonLink } from '../../components/ui/button.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { customerQuery } from '../../pages/customer-query.ts';
import type { UsageView } from './usage-view.ts';

export function UsageNotices({ usage }: { usage: UsageView }) {
  const [search] = useSearchParams();
  const note = usage.subscriptionNote;
  return (
    <>
      {note && (
        <Notice
          tone={note.tone}
          title={note.title}
          action={
            note.showsInvoices && (
              <ButtonLink size="sm" to={`/billing/invoices${customerQuery(search)}`}>
                See invoices
              </ButtonLink>
            )
          }
        >
          {note.text}
        </Notice>
      )}
      {usage.freshness.state === 'stale' && (
        <Notice tone="warning" title="These figures are older than usual">
          Usage was last synced {usage.freshness.age}. Nothing is lost: what came in since then is added with
          the next sync.
        </Notice>
      )}
      {usage.freshness.state === 'never' && (
        <Notice tone="info" title="The first sync is on its way">
          Usage is synced once an hour, so the first figures appear within the hour.
        </Notice>
      )}
      {usage.freshness.state === 'fresh' && !usage.hasUsage && (
        <Notice tone="info" title="No usage in this period yet">
          Traffic shows up here within the hour after it happens.
        </Notice>
      )}
    </>
  );
}
