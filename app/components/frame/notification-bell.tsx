import { NavLink, useMatches } from '@remix-run/react';
import { Bell } from 'lucide-react';
import { unreadOf } from '../../pages/customer-query.ts';
import { classNames } from '../ui/class-names.ts';

/** More are told as so many. */
const MOST_SHOWN = 99;

/** The way to the viewer's notices, with how many are not read; the page in sight brings the count with its data. */
export function NotificationBell({ to }: { to: string }) {
  const unread = unreadOf(useMatches().at(-1)?.data) ?? 0;
  const count = unread > MOST_SHOWN ? `${MOST_SHOWN}+` : `${unread}`;
  return (
    <NavLink
      to={to}
      aria-label={unread === 0 ? 'Notifications' : `Notifications, ${count} unread`}
      className={({ isActive }) =>
        classNames(
          'relative grid size-10 place-items-center rounded-md transition-colors hover:bg-pressed hover:text-strong',
          isActive ? 'text-link' : 'text-muted',
        )
      }
    >
      <Bell aria-hidden="true" className="size-5" />
      {unread > 0 && (
        <span
          aria-hidden="true"
          className="absolute top-0.5 right-0 min-w-4.5 rounded-full bg-button px-1 text-center font-semibold text-[11px] text-on-button leading-4.5 tabular-nums"
        >
          {count}
        </span>
      )}
    </NavLink>
  );
}
