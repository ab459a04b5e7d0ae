import type { Theme } from '../../pages/preferences.ts';
import type { Viewer } from '../../pages/viewer.ts';
import { AccountMenu } from './account-menu.tsx';
import { HelpMenu } from './help-menu.tsx';
import { Logo } from './logo.tsx';
import type { NavigationSection } from './navigation.ts';
import { NotificationBell } from './notification-bell.tsx';
import { Search } from './search.tsx';

const NOTICES: Readonly<Record<Viewer['kind'], string>> = {
  publisher: '/billing/notifications',
  staff: '/admin/billing/notices',
};

export function Header({
  viewer,
  theme,
  canSignOut,
  contact,
  sections,
}: {
  viewer: Viewer | null;
  theme: Theme;
  canSignOut: boolean;
  contact: string;
  sections: readonly NavigationSection[];
}) {
  return (
    <header className="sticky top-0 z-20 flex h-16 items-center gap-3 border-divider border-b bg-surface px-4 md:px-6">
      <Logo />
      <div className="flex flex-1 justify-end md:justify-center">
        {viewer !== null && sections.length > 0 && <Search sections={sections} locale={viewer.locale} />}
      </div>
      {viewer !== null && (
        <div className="flex items-center gap-2">
          <HelpMenu contact={contact} />
          <NotificationBell to={NOTICES[viewer.kind]} />
          <AccountMenu viewer={viewer} theme={theme} canSignOut={canSignOut} />
        </div>
      )}
    </header>
  );
}
