import { Bell } from 'lucide-react';
import type { ReactNode } from 'react';
import type { InboxView } from '../../pages/notices/inbox-view.ts';
import { ButtonLink } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { EmptyState } from '../ui/empty-state.tsx';

/** None at all, of which the children say when there will be some, or none unread. */
export function NoNotices({
  inbox: { isUnreadOnly, tabs },
  children,
}: {
  inbox: InboxView;
  children: ReactNode;
}) {
  const [all] = tabs;
  return (
    <Card>
      <EmptyState
        icon={Bell}
        title={isUnreadOnly ? 'All read' : 'No notifications yet'}
        action={
          isUnreadOnly && all !== undefined && <ButtonLink to={all.search}>See all notifications</ButtonLink>
        }
      >
        {isUnreadOnly ? 'There is nothing that you have not seen.' : children}
      </EmptyState>
    </Card>
  );
}
