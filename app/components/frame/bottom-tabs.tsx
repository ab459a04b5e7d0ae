import { NavLink } from '@remix-run/react';
import { classNames } from '../ui/class-names.ts';
import type { NavigationSection } from './navigation.ts';

export function BottomTabs({ sections }: { sections: readonly NavigationSection[] }) {
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-20 flex border-divider border-t bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {sections
        .flatMap(({ items }) => items)
        .map(({ to, label, shortLabel = label, icon: Icon }) => (
          <NavLink
            key={to}
            to={to}
            end={to === '/admin/billing'}
            aria-label={label}
            className={({ isActive }) =>
              classNames(
                'flex h-14 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 text-[11px] outline-offset-[-4px]',
                isActive ? 'font-medium text-link' : 'text-muted',
              )
            }
          >
            <Icon aria-hidden="true" className="size-5" />
            <span className="max-w-full truncate">{shortLabel}</span>
          </NavLink>
        ))}
    </nav>
  );
}
