import { NavLink, useLocation } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import { classNames } from '../ui/class-names.ts';
import { ADMIN_PAGES } from './admin-pages.ts';

const ROOT = '/admin/billing';

/** The desk's own tabs, on every page of it. Where they do not fit they scroll, fade at the edge, and show the open one. */
export function AdminNavigation() {
  const { pathname } = useLocation();
  const tabs = useRef<HTMLElement>(null);
  useEffect(() => {
    const open = pathname === '' ? null : tabs.current?.querySelector('[aria-current="page"]');
    open?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [pathname]);
  if (pathname !== ROOT && !pathname.startsWith(`${ROOT}/`)) return null;
  return (
    <nav
      ref={tabs}
      aria-label="Billing desk"
      className="fade-right no-print mb-6 overflow-x-auto border-divider border-b"
    >
      <ul className="flex w-max gap-1 pr-8 md:pr-0">
        {ADMIN_PAGES.map(({ to, label }) => (
          <li key={to}>
            <NavLink
              to={to}
              end={to === ROOT}
              className={({ isActive }) =>
                classNames(
                  '-outline-offset-2 flex h-10 items-center border-b-2 px-3 text-sm transition-colors',
                  isActive
                    ? 'border-link font-medium text-link'
                    : 'border-transparent text-muted hover:border-edge hover:text-strong',
                )
              }
            >
              {label}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
