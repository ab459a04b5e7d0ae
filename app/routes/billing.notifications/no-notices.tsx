import { Bell } from 'lucide-react';
import { ButtonLink } from '../../components/ui/button.tsx';
import { Card } from '../../components/ui/card.tsx';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import type { InboxView } from './inbox-view.ts';

/** None at all, or none unread. */
export function NoNotices({ inbox: { isUnreadOnly, hearsAt, tabs } }: { inbox: InboxView }) {
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
        {isUnreadOnly
          ? 'There is nothing that you have not seen.'
          : `You hear when usage reaches ${hearsAt} of a limit, when a budget reaches one of its steps, and when a request of yours is answered.`}
      </EmptyState>
    </Card>
  );
}
