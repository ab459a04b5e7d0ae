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
        {textOf({ isUnreadOnly, isPast: newer !== null })}
      </EmptyState>
    </Card>
  );
}

function textOf({ isUnreadOnly, isPast }: { isUnreadOnly: boolean; isPast: boolean }): string {
  if (isPast) return 'This page lies past the last one.';
  if (isUnreadOnly) return 'There is nothing that you have not seen.';
  return 'You hear when usage reaches 80, 90, 100 and 110 % of a limit, when a budget reaches one of its steps, and when a request of yours is answered.';
}
