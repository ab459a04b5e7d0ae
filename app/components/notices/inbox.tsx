import type { ReactNode } from 'react';
import type { InboxView } from '../../pages/notices/inbox-view.ts';
import { Card } from '../ui/card.tsx';
import { InboxPages } from './inbox-pages.tsx';
import { NoticeItem } from './notice-item.tsx';

/** One page of notices, or what stands in their place. */
export function Inbox({
  inbox,
  mayMark,
  children,
}: {
  inbox: InboxView;
  mayMark: boolean;
  children: ReactNode;
}) {
  if (inbox.notices.length === 0) return <>{children}</>;
  return (
    <>
      <Card>
        <ul aria-label="Notifications" className="divide-y divide-divider">
          {inbox.notices.map((notice) => (
            <NoticeItem key={notice.id} notice={notice} mayMark={mayMark} />
          ))}
        </ul>
      </Card>
      <InboxPages inbox={inbox} />
    </>
  );
}
