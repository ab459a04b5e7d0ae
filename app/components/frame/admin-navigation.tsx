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
    const nav = tabs.current;
    const open = nav?.querySelector<HTMLElement>(`a[href="${openTab(pathname)}"]`);
    // Sideways only: the page's own place is the reader's.
    if (!nav || !open) return;
    const [all, one] = [nav.getBoundingClientRect(), open.getBoundingClientRect()];
    nav.scrollLeft += one.left + one.width / 2 - (all.left + all.width / 2);
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

/** The longest address that the page's begins with. */
function openTab(pathname: string): string {
  const matching = ADMIN_PAGES.filter(({ to }) => pathname === to || pathname.startsWith(`${to}/`));
  return matching.reduce((best, { to }) => (to.length > best.length ? to : best), ROOT);
}
