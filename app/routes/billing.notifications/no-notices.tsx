import { Bell } from 'lucide-react';
import { ButtonLink } from '../../components/ui/button.tsx';
import { Card } from '../../components/ui/card.tsx';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import type { InboxView } from './inbox-view.ts';

/** None at all, none unread, or a page past the last one. */
export function NoNotices({ inbox: { isUnreadOnly, newer, tabs } }: { inbox: InboxView }) {
  const [all] = tabs;
  const title = newer !== null ? 'No more notifications' : isUnreadOnly ? 'All read' : 'No notifications yet';
  const isElsewhere = isUnreadOnly || newer !== null;
  return (
    <Card>
      <EmptyState
        icon={Bell}
        title={title}
        action={
          isElsewhere && all !== undefined && <ButtonLink to={all.search}>See all notifications</ButtonLink>
        }
      >
        {isElsewhere
          ? 'There is nothing here that you have not seen.'
          : 'You hear when usage reaches 80, 90, 100 and 110 % of a limit, when a budget reaches one of its steps, and when a request of yours is answered.'}
      </EmptyState>
    </Card>
  );
}
