import { useSearchParams } from '@remix-run/react';
import type { ReactNode } from 'react';
import { customerQuery } from '../../pages/customer-query.ts';
import type { Preferences } from '../../pages/preferences.ts';
import type { Viewer } from '../../pages/viewer.ts';
import { AdminNavigation } from './admin-navigation.tsx';
import { BottomTabs } from './bottom-tabs.tsx';
import { Header } from './header.tsx';
import { navigationFor } from './navigation.ts';
import { Progress } from './progress.tsx';
import { Rail } from './rail.tsx';
import { ReadingBanner } from './reading-banner.tsx';
import { useHeadingFocus } from './use-heading-focus.ts';

export interface FrameProps {
  /** Null for a stranger, and while the billing pages are switched off: then there is nowhere to go. */
  viewer: Viewer | null;
  preferences: Preferences;
  canSignOut: boolean;
  contact: string;
  children: ReactNode;
}

export function Frame({ viewer, preferences, canSignOut, contact, children }: FrameProps) {
  useHeadingFocus();
  const [search] = useSearchParams();
  const sections = navigationFor(viewer, customerQuery(search));
  return (
    <>
      <a
        href="#content"
        className="fixed top-3 left-3 z-40 -translate-y-20 rounded-md bg-button px-4 py-2 font-medium text-on-button text-sm focus:translate-y-0"
      >
        Skip to content
      </a>
      <Header
        viewer={viewer}
        theme={preferences.theme}
        canSignOut={canSignOut}
        contact={contact}
        sections={sections}
      />
      <Progress />
      <div className="flex min-h-[calc(100dvh-4rem)]">
        {sections.length > 0 && <Rail sections={sections} state={preferences.rail} />}
        <main
          id="content"
          tabIndex={-1}
          className="min-w-0 flex-1 scroll-mt-16 px-4 pt-6 pb-24 outline-none md:px-8 md:py-8"
        >
          <div className="mx-auto w-full max-w-[1120px]">
            {viewer?.kind === 'staff' && <ReadingBanner />}
            {viewer?.kind === 'staff' && <AdminNavigation />}
            {children}
          </div>
        </main>
      </div>
      {sections.length > 0 && <BottomTabs sections={sections} />}
    </>
  );
}
