import { Link } from '@remix-run/react';
import type { InboxView } from '../../pages/notices/inbox-view.ts';
import { classNames } from '../ui/class-names.ts';

export function InboxTabs({ tabs }: Pick<InboxView, 'tabs'>) {
  return (
    <nav aria-label="Which notifications" className="mb-4 flex gap-6 border-divider border-b text-sm">
      {tabs.map(({ label, search, isCurrent }) => (
        <Link
          key={label}
          to={search}
          aria-current={isCurrent ? 'page' : undefined}
          className={classNames(
            '-mb-px flex h-11 items-center border-b-2 tabular-nums',
            isCurrent
              ? 'border-link font-medium text-link'
              : 'border-transparent text-muted hover:text-strong',
          )}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
