import { NavLink, useLocation } from '@remix-run/react';
import { classNames } from '../ui/class-names.ts';
import { ADMIN_PAGES } from './admin-pages.ts';

const ROOT = '/admin/billing';

/** The desk's own tabs, on every page of it; they scroll by themselves where they do not fit. */
export function AdminNavigation() {
  const { pathname } = useLocation();
  if (pathname !== ROOT && !pathname.startsWith(`${ROOT}/`)) return null;
  return (
    <nav aria-label="Billing desk" className="no-print mb-6 overflow-x-auto border-divider border-b">
      <ul className="flex w-max gap-1">
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
