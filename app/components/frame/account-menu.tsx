import { Form, useLocation } from '@remix-run/react';
import { LogOut, Monitor, Moon, Sun } from 'lucide-react';
import type { Theme } from '../../pages/preferences.ts';
import type { Viewer } from '../../pages/viewer.ts';
import { classNames } from '../ui/class-names.ts';
import { Popover, PopoverButton } from './popover.tsx';
import { PreferenceForm } from './preference-form.tsx';

const THEME_CHOICES = [
  { theme: 'system', label: 'System', Icon: Monitor },
  { theme: 'light', label: 'Light', Icon: Sun },
  { theme: 'dark', label: 'Dark', Icon: Moon },
] as const;

export function AccountMenu({
  viewer,
  theme,
  canSignOut,
}: {
  viewer: Viewer;
  theme: Theme;
  canSignOut: boolean;
}) {
  const { pathname } = useLocation();
  return (
    <>
      <PopoverButton
        target="account-menu"
        aria-label={`${viewer.initials}, account of ${viewer.name}`}
        className="grid size-9 place-items-center rounded-full bg-selected font-semibold text-on-selected text-xs"
      >
        <span aria-hidden="true">{viewer.initials}</span>
      </PopoverButton>
      <Popover
        key={pathname}
        id="account-menu"
        label="Account"
        className="fixed top-15 right-4 left-auto w-72 md:right-6"
      >
        <div className="border-divider border-b px-4 py-3">
          <p className="truncate font-semibold text-sm">{viewer.name}</p>
          <p className="truncate text-muted text-sm">{viewer.email}</p>
          <p className="mt-1 text-muted text-xs">{viewer.roleLabel}</p>
        </div>
        <ThemeChoice theme={theme} />
        {canSignOut && (
          <Form method="post" action="/sign-out" reloadDocument className="border-divider border-t p-2">
            <button
              type="submit"
              className="flex h-10 w-full items-center gap-3 rounded-md px-2 text-left text-sm hover:bg-hover"
            >
              <LogOut aria-hidden="true" className="size-4 text-muted" />
              Sign out
            </button>
          </Form>
        )}
      </Popover>
    </>
  );
}

function ThemeChoice({ theme }: { theme: Theme }) {
  return (
    <PreferenceForm className="px-4 py-3">
      <fieldset>
        <legend className="mb-2 text-muted text-xs">Theme</legend>
        <div className="grid grid-cols-3 gap-1 rounded-md bg-well p-1">
          {THEME_CHOICES.map(({ theme: choice, label, Icon }) => (
            <button
              key={choice}
              type="submit"
              name="theme"
              value={choice}
              aria-pressed={choice === theme}
              className={classNames(
                'flex h-8 items-center justify-center gap-1.5 rounded-sm text-xs transition-colors',
                choice === theme
                  ? 'bg-card font-medium text-strong shadow-1'
                  : 'text-muted hover:text-strong',
              )}
            >
              <Icon aria-hidden="true" className="size-3.5" />
              {label}
            </button>
          ))}
        </div>
      </fieldset>
    </PreferenceForm>
  );
}
