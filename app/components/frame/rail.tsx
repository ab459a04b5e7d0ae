import { NavLink } from '@remix-run/react';
import { PanelLeftClose, PanelLeftOpen } from 'lucide-react';
import type { Rail as RailState } from '../../pages/preferences.ts';
import { classNames } from '../ui/class-names.ts';
import type { NavigationItem, NavigationSection } from './navigation.ts';
import { PreferenceForm } from './preference-form.tsx';

/** Icons only from 768 px, with words from 1024 px unless the reader collapsed it. */
export function Rail({ sections, state }: { sections: readonly NavigationSection[]; state: RailState }) {
  const isOpen = state === 'open';
  return (
    <nav
      aria-label="Main"
      className={classNames(
        'hidden w-18 shrink-0 border-divider border-r bg-surface md:block',
        isOpen && 'lg:w-70',
      )}
    >
      <div className="sticky top-16 flex h-[calc(100dvh-4rem)] flex-col px-3 py-4">
        <div className="flex-1 space-y-6 overflow-y-auto">
          {sections.map(({ label, items }) => (
            <div key={label}>
              <p
                className={classNames(
                  'mb-2 hidden px-3 font-semibold text-muted text-xs uppercase tracking-wider',
                  isOpen && 'lg:block',
                )}
              >
                {label}
              </p>
              <ul className="space-y-1">
                {items.map((item) => (
                  <li key={item.to}>
                    <RailLink item={item} isOpen={isOpen} />
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </div>
        <RailToggle isOpen={isOpen} />
      </div>
    </nav>
  );
}

function RailLink({ item: { to, label, icon: Icon }, isOpen }: { item: NavigationItem; isOpen: boolean }) {
  return (
    <NavLink
      to={to}
      end={to === '/admin/billing'}
      title={label}
      className={({ isActive }) =>
        classNames(
          'flex h-10 items-center gap-3 rounded-md px-3.5 text-sm transition-colors',
          isActive
            ? 'bg-selected font-medium text-on-selected'
            : 'text-muted hover:bg-hover hover:text-strong',
        )
      }
    >
      <Icon aria-hidden="true" className="size-5 shrink-0" />
      <span className={classNames('sr-only', isOpen && 'lg:not-sr-only')}>{label}</span>
    </NavLink>
  );
}

function RailToggle({ isOpen }: { isOpen: boolean }) {
  const Icon = isOpen ? PanelLeftClose : PanelLeftOpen;
  return (
    <PreferenceForm className="hidden lg:block">
      <button
        type="submit"
        name="rail"
        value={isOpen ? 'collapsed' : 'open'}
        aria-label={isOpen ? 'Collapse navigation' : 'Expand navigation'}
        className="flex h-10 w-full items-center gap-3 rounded-md px-3.5 text-muted text-sm transition-colors hover:bg-hover hover:text-strong"
      >
        <Icon aria-hidden="true" className="size-5 shrink-0" />
        {isOpen && <span>Collapse</span>}
      </button>
    </PreferenceForm>
  );
}
