import { useFetcher, useFetchers, useLocation } from '@remix-run/react';
import type { ReactNode } from 'react';
import { type Preferences, toRail, toTheme } from '../../pages/preferences.ts';

const ACTION = '/preferences';

/** Posts a preference and comes back to this page; without a script by a redirect. */
export function PreferenceForm({ children, className }: { children: ReactNode; className?: string }) {
  const fetcher = useFetcher();
  const { pathname, search } = useLocation();
  return (
    <fetcher.Form method="post" action={ACTION} preventScrollReset className={className}>
      <input type="hidden" name="returnTo" value={pathname + search} />
      {children}
    </fetcher.Form>
  );
}

/** The stored preferences, or what was just clicked and is still on its way. */
export function usePreferences(stored: Preferences): Preferences {
  const pending = useFetchers().filter(({ formAction }) => formAction === ACTION);
  return pending.reduce(
    (preferences, { formData }) => ({
      theme: formData?.has('theme') ? toTheme(formData.get('theme')) : preferences.theme,
      rail: formData?.has('rail') ? toRail(formData.get('rail')) : preferences.rail,
    }),
    stored,
  );
}
